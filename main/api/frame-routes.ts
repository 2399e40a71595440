import { Hono } from 'hono';
import { frameHeader, imageQuerySchema } from '../../shared/api.ts';
import { packColumns, packFrameAnalysis, packMaps } from '../../shared/packed-analysis.ts';
import { bytesReply, packedReply } from './bytes-reply.ts';
import type { ApiServices } from './services.ts';
import { pathIndex, validate } from './validate.ts';

/** The bytes of a session: samples, recorded pictures, analyses, network inputs, channels. */
export const frameRoutes = ({ sessions }: ApiServices) =>
  new Hono()
    .get('/api/sessions/:session/columns', async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      return packedReply(c, packColumns(await client.columns({ signal: c.req.raw.signal })));
    })
    .get('/api/sessions/:session/frames/:frame/image', validate('query', imageQuerySchema), async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      const { camera = null, near } = c.req.valid('query');
      const { signal } = c.req.raw;
      const picture = await client.encodedFrame(frame, camera, { signal, near: near === '1' });
      return bytesReply(c, picture.bytes, picture.mediaType, { [frameHeader]: String(picture.frame) });
    })
    .get('/api/sessions/:session/frames/:frame/analysis', async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      return packedReply(c, packFrameAnalysis(await client.analyseFrame(frame, { signal: c.req.raw.signal })));
    })
    .get('/api/sessions/:session/frames/:frame/input', async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      return packedReply(c, packMaps(await client.networkInput(frame, { signal: c.req.raw.signal })));
    })
    .get('/api/sessions/:session/frames/:frame/stages/:stage/channels', async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      const stage = pathIndex(c.req.param('stage'), 'stage');
      return packedReply(c, packMaps(await client.stageChannels(frame, stage, { signal: c.req.raw.signal })));
    });
