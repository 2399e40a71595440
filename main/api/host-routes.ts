import { Hono } from 'hono';
import { z } from 'zod';
import { listDevices } from '../analysis/list-devices.ts';
import { listFolder } from './list-folder.ts';
import type { ApiServices } from './services.ts';
import { validate } from './validate.ts';

const folderQuerySchema = z.object({ path: z.string().min(1).max(4096) });

/** What does not need a session: the host, its devices and its folders. */
export const hostRoutes = ({ host }: ApiServices) =>
  new Hono()
    .get('/api/host', (c) => c.json(host, 200))
    .get('/api/devices', async (c) => c.json({ devices: await listDevices() }, 200))
    .get('/api/folder', validate('query', folderQuerySchema), async (c) =>
      c.json(await listFolder(c.req.valid('query').path, c.req.raw.signal), 200),
    );
