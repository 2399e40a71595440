import { Hono } from 'hono';
import { z } from 'zod';
import { filePathSchema } from '../../shared/file-path.ts';
import { listDevices } from '../analysis/list-devices.ts';
import { surveyInThread } from '../analysis/survey-thread.ts';
import { listFolder } from './list-folder.ts';
import type { ApiServices } from './services.ts';
import { validate } from './validate.ts';

const surveyQuerySchema = z.object({ path: filePathSchema, table: z.string().min(1).max(256).optional() });
const folderQuerySchema = z.object({ path: filePathSchema });

/** What does not need a session: the host, its devices and its folders. */
export const hostRoutes = ({ host }: ApiServices) =>
  new Hono()
    .get('/api/host', (c) => c.json(host, 200))
    .get('/api/devices', async (c) => c.json({ devices: await listDevices() }, 200))
    .get('/api/drive-survey', validate('query', surveyQuerySchema), async (c) => {
      const { path, table } = c.req.valid('query');
      return c.json(await surveyInThread({ path, table }, c.req.raw.signal), 200);
    })
    .get('/api/folder', validate('query', folderQuerySchema), async (c) =>
      c.json(await listFolder(c.req.valid('query').path, c.req.raw.signal), 200),
    );
