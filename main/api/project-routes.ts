import { Hono } from 'hono';
import { z } from 'zod';
import {
  journalKeySchema,
  journalRequestSchema,
  relinkRequestSchema,
  saveProjectRequestSchema,
} from '../../shared/project.ts';
import { movedAlong } from '../project/places.ts';
import { missingMedia, readProject, saveProject } from '../project/project-file.ts';
import type { ApiServices } from './services.ts';
import { validate } from './validate.ts';

const path = z.string().min(1).max(4096);
const pathQuerySchema = z.object({ path });
const forgetQuerySchema = z.object({ path: path.optional() });

/** Projects, what windows have not saved, and what was opened last. */
export const projectRoutes = ({ journals, recents }: ApiServices) =>
  new Hono()
    .get('/api/project', validate('query', pathQuerySchema), async (c) => {
      const { writtenAt, ...project } = await readProject(c.req.valid('query').path);
      const kept = await journals.read({ kind: 'project', path: project.path });
      const journal = kept && kept.at > writtenAt ? kept : null;
      void recents.note('project', project.path);
      const missing = await missingMedia(journal?.contents ?? project.contents, project.path);
      return c.json({ ...project, missing, journal }, 200);
    })
    .put('/api/project', validate('json', saveProjectRequestSchema), async (c) => {
      const saved = await saveProject(c.req.valid('json'));
      await journals.discard({ kind: 'project', path: saved.path });
      void recents.note('project', saved.path);
      return c.json(saved, 200);
    })
    .post('/api/project/relink', validate('json', relinkRequestSchema), async (c) => {
      const { from, to, others } = c.req.valid('json');
      return c.json({ moved: await movedAlong(from, to, others) }, 200);
    })
    .get('/api/journal', validate('query', journalKeySchema), async (c) =>
      c.json({ journal: await journals.read(c.req.valid('query')) }, 200),
    )
    .put('/api/journal', validate('json', journalRequestSchema), async (c) => {
      const { key, contents } = c.req.valid('json');
      return c.json({ kept: await journals.write(key, contents) }, 200);
    })
    .delete('/api/journal', validate('query', journalKeySchema), async (c) => {
      await journals.discard(c.req.valid('query'));
      return c.json({ discarded: true as const }, 200);
    })
    .get('/api/recents', async (c) => c.json({ recents: await recents.list() }, 200))
    .delete('/api/recents', validate('query', forgetQuerySchema), async (c) => {
      await recents.forget(c.req.valid('query').path ?? null);
      return c.json({ recents: await recents.list() }, 200);
    });
