import type { ApiClient } from '../api.ts';

/** A frame whose small picture is wanted. */
export interface WantedThumbnail {
  readonly frame: number;
  /** A picture of a frame at most so far off will do: of a video, a key frame is there at once. */
  readonly within: number;
}

/** @param heightPx of the picture, which keeps its shape. @throws SteerscopeError; `cancelled` when the signal aborts. */
export async function fetchThumbnail(
  api: Pick<ApiClient, 'nearImage' | 'frameImage'>,
  session: string,
  { frame, within }: WantedThumbnail,
  heightPx: number,
  signal: AbortSignal,
): Promise<ImageBitmap> {
  const near = await api.nearImage(session, frame, signal);
  const isNear = Math.abs(near.frame - frame) <= within;
  const encoded = isNear ? near.encoded : await api.frameImage(session, frame, signal);
  return createImageBitmap(encoded, { resizeHeight: heightPx, resizeQuality: 'medium' });
}
