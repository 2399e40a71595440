import { Hono } from 'hono';
import { z } from 'zod';
import { filePathSchema } from '../../shared/file-path.ts';
import {
  journalDiscardSchema,
  journalKeySchema,
  journalRequestSchema,
  relinkRequestSchema,
  saveProjectRequestSchema,
} from '../../shared/project.ts';
import { movedAlong } from '../project/places.ts';
import { missingMedia, readProject, saveProject } from '../project/project-file.ts';
import type { ApiServices } from './services.ts';
import { validate } from './validate.ts';

const pathQuerySchema = z.object({ path: filePathSchema });
const forgetQuerySchema = z.object({ path: filePathSchema.optional() });

/** Projects, what windows have not saved, and what was opened last. */
export const projectRoutes = ({ journals, recents }: ApiServices) =>
  new Hono()
    .get('/api/project', validate('query', pathQuerySchema), async (c) => {
      const project = await readProject(c.req.valid('query').path);
      const kept = await journals.read({ kind: 'project', path: project.path });
      void recents.note('project', project.path);
      const missing = await missingMedia(
        [project, ...kept].map(({ contents }) => contents),
        project.path,
      );
      return c.json({ ...project, missing, journals: kept }, 200);
    })
    .put('/api/project', validate('json', saveProjectRequestSchema), async (c) => {
      const { writer, goesOnFrom, ...request } = c.req.valid('json');
      const saved = await saveProject(request);
      await journals.discard({ kind: 'project', path: saved.path }, writer, undefined, goesOnFrom);
      void recents.note('project', saved.path);
      return c.json(saved, 200);
    })
    .post('/api/project/relink', validate('json', relinkRequestSchema), async (c) => {
      const { from, to, others } = c.req.valid('json');
      return c.json({ moved: await movedAlong(from, to, others) }, 200);
    })
    .get('/api/journal', validate('query', journalKeySchema), async (c) =>
      c.json({ journals: await journals.read(c.req.valid('query')) }, 200),
    )
    .put('/api/journal', validate('json', journalRequestSchema), async (c) =>
      c.json({ kept: await journals.write(c.req.valid('json')) }, 200),
    )
    .delete('/api/journal', validate('query', journalDiscardSchema), async (c) => {
      const { writer, at, ...key } = c.req.valid('query');
      await journals.discard(key, writer, at);
      return c.json({ discarded: true as const }, 200);
    })
    .get('/api/recents', async (c) => c.json({ recents: await recents.list() }, 200))
    .delete('/api/recents', validate('query', forgetQuerySchema), async (c) => {
      await recents.forget(c.req.valid('query').path ?? null);
      return c.json({ recents: await recents.list() }, 200);
    });
