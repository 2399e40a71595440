import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { BytesReply } from './bytes-reply.ts';

/** A finished clip, to be saved by the page under its own name. */
export async function fileReply(c: Context, path: string): Promise<BytesReply> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new SteerscopeError('not-found', `The clip is no longer there: ${path}`, 'Export it again.', { cause });
  });
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return c.body(body, 200, {
    'content-type': 'video/mp4',
    'content-length': String(size),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`,
  }) as BytesReply;
}
