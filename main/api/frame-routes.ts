import { Hono } from 'hono';
import { editedRequestSchema, imageQuerySchema } from '../../shared/api.ts';
import { packColumns, packFrameAnalysis, packMaps } from '../../shared/packed-analysis.ts';
import { packedReply, pictureReply } from './bytes-reply.ts';
import type { ApiServices } from './services.ts';
import { pathIndex, validate } from './validate.ts';

const edited = validate('json', editedRequestSchema);

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
      return pictureReply(c, await client.encodedFrame(frame, camera, { signal, near: near === '1' }));
    })
    .post('/api/sessions/:session/frames/:frame/image', edited, async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      return pictureReply(c, await client.editedFrame(frame, c.req.valid('json').edits, { signal: c.req.raw.signal }));
    })
    .get('/api/sessions/:session/frames/:frame/analysis', async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      return packedReply(c, packFrameAnalysis(await client.analyseFrame(frame, { signal: c.req.raw.signal })));
    })
    .post('/api/sessions/:session/frames/:frame/analysis', edited, async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      const options = { ...c.req.valid('json'), signal: c.req.raw.signal };
      return packedReply(c, packFrameAnalysis(await client.analyseFrame(frame, options)));
    })
    .get('/api/sessions/:session/frames/:frame/input', async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      return packedReply(c, packMaps(await client.networkInput(frame, { signal: c.req.raw.signal })));
    })
    .post('/api/sessions/:session/frames/:frame/input', edited, async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      const options = { ...c.req.valid('json'), signal: c.req.raw.signal };
      return packedReply(c, packMaps(await client.networkInput(frame, options)));
    })
    .get('/api/sessions/:session/frames/:frame/stages/:stage/channels', async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      const stage = pathIndex(c.req.param('stage'), 'stage');
      return packedReply(c, packMaps(await client.stageChannels(frame, stage, { signal: c.req.raw.signal })));
    })
    .post('/api/sessions/:session/frames/:frame/stages/:stage/channels', edited, async (c) => {
      const { client } = sessions.get(c.req.param('session'));
      const frame = pathIndex(c.req.param('frame'), 'frame');
      const stage = pathIndex(c.req.param('stage'), 'stage');
      const options = { ...c.req.valid('json'), signal: c.req.raw.signal };
      return packedReply(c, packMaps(await client.stageChannels(frame, stage, options)));
    });
