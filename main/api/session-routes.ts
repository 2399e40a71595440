import { Hono } from 'hono';
import {
  analysisRequestSchema,
  exportRequestSchema,
  fitRequestSchema,
  saveMappingRequestSchema,
  savePreprocessingRequestSchema,
  whatIfRequestSchema,
} from '../../shared/api.ts';
import { sessionRequestSchema } from '../../shared/session.ts';
import { labRequestSchema } from '../../shared/lab.ts';
import type { BytesReply } from './bytes-reply.ts';
import { fileReply } from './file-reply.ts';
import type { ApiServices } from './services.ts';
import { noteOpened } from './note-opened.ts';
import { streamEvents } from './session-events-route.ts';
import { startFit } from './start-fit.ts';
import { startLab } from './start-lab.ts';
import { startWhatIf } from './start-what-if.ts';
import { validate } from './validate.ts';

/** Sessions, their whole-drive runs, searches for the preprocessing, experiments, exports and events. */
export const sessionRoutes = ({ host, sessions, recents }: ApiServices) =>
  new Hono()
    .post('/api/sessions', validate('json', sessionRequestSchema), async (c) => {
      const request = c.req.valid('json');
      const session = await sessions.open(request, c.req.raw.signal);
      noteOpened(recents, host, request);
      return c.json(session.info, 200);
    })
    .get('/api/sessions/:session', (c) => c.json(sessions.get(c.req.param('session')).info, 200))
    .patch('/api/sessions/:session', validate('json', sessionRequestSchema), async (c) => {
      const session = sessions.get(c.req.param('session'));
      const request = c.req.valid('json');
      const info = await session.change(request, c.req.raw.signal);
      noteOpened(recents, host, request);
      return c.json(info, 200);
    })
    .delete('/api/sessions/:session', async (c) => {
      await sessions.close(c.req.param('session'));
      return c.json({ closed: true as const }, 200);
    })
    .get('/api/sessions/:session/events', (c) => {
      const session = sessions.get(c.req.param('session'));
      return streamEvents(c, session.events, session.closing) as BytesReply;
    })
    .post('/api/sessions/:session/analysis', validate('json', analysisRequestSchema), async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json(await session.run.start(c.req.valid('json')), 200);
    })
    .delete('/api/sessions/:session/analysis', async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json({ cancelled: await session.run.job.cancel() }, 200);
    })
    .post('/api/sessions/:session/what-if', validate('json', whatIfRequestSchema), async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json(await startWhatIf(session.client, session.whatIf, c.req.valid('json')), 200);
    })
    .delete('/api/sessions/:session/what-if', async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json({ cancelled: await session.whatIf.cancel() }, 200);
    })
    .post('/api/sessions/:session/fit', validate('json', fitRequestSchema), async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json(await startFit(session.client, session.fit, c.req.valid('json')), 200);
    })
    .delete('/api/sessions/:session/fit', async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json({ cancelled: await session.fit.cancel() }, 200);
    })
    .post('/api/sessions/:session/lab', validate('json', labRequestSchema), async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json(await startLab(session.client, session.lab, c.req.valid('json')), 200);
    })
    .delete('/api/sessions/:session/lab', async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json({ cancelled: await session.lab.cancel() }, 200);
    })
    .put('/api/sessions/:session/preprocessing/file', validate('json', savePreprocessingRequestSchema), async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json(await session.savePreprocessing(c.req.valid('json').overwrite), 200);
    })
    .put('/api/sessions/:session/mapping/file', validate('json', saveMappingRequestSchema), async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json(await session.saveMapping(c.req.valid('json')), 200);
    })
    .post('/api/sessions/:session/exports', validate('json', exportRequestSchema), (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json({ exportId: session.exports.start(c.req.valid('json')) }, 200);
    })
    .delete('/api/sessions/:session/exports/:exportId', async (c) => {
      const session = sessions.get(c.req.param('session'));
      return c.json({ cancelled: await session.exports.cancel(c.req.param('exportId')) }, 200);
    })
    .get('/api/sessions/:session/exports/:exportId/file', (c) => {
      const session = sessions.get(c.req.param('session'));
      return fileReply(c, session.exports.finishedPath(c.req.param('exportId')));
    });
