import type { Context, TypedResponse } from 'hono';
import { frameHeader } from '../../shared/api.ts';
import type { RecordedPicture } from '../analysis/analysis-session.ts';

/** A reply whose body is bytes, as shared/api.ts calls it. */
export type BytesReply = Response & TypedResponse<object, 200, 'body'>;

/** Bytes that may change under the same address (another network, another drive), so nobody may keep them. */
export function bytesReply(
  c: Context,
  bytes: Uint8Array,
  mediaType: string,
  further: Readonly<Record<string, string>> = {},
): BytesReply {
  const headers = {
    ...further,
    'content-type': mediaType,
    'content-length': String(bytes.byteLength),
    'cache-control': 'no-store',
  };
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, headers) as BytesReply;
}

export const packedReply = (c: Context, bytes: Uint8Array): BytesReply =>
  bytesReply(c, bytes, 'application/octet-stream');

export const pictureReply = (c: Context, { bytes, mediaType, frame }: RecordedPicture): BytesReply =>
  bytesReply(c, bytes, mediaType, { [frameHeader]: String(frame) });
