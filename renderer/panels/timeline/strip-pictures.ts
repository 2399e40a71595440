import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { decodePicture } from '../../state/decode-picture.ts';
import { fetchThumbnail } from '../../state/fetch-thumbnail.ts';
import type { HoverPictureSource } from '../../state/hover-picture.svelte.ts';
import type { FetchThumbnail } from '../../state/thumbnails.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** As high as the strip's pictures on a screen of double density, in pixels. */
const thumbnailHeight = 68;

/** Where the pictures of the strip, and of what is pointed at, come from. */
export function pictureSources({ api, session }: Workbench): HoverPictureSource & {
  readonly thumbnail: FetchThumbnail;
} {
  const id = (): string => {
    if (session.id === null) throw new SteerscopeError('cancelled', 'No drive is open.', 'Open one.');
    return session.id;
  };
  return {
    thumbnail: async (wanted, signal) => fetchThumbnail(api, id(), wanted, thumbnailHeight, signal),
    near: async (frame, signal) => {
      const near = await api.nearImage(id(), frame, signal);
      return { frame: near.frame, image: await decodePicture(near.encoded, near.frame) };
    },
    exact: async (frame, signal) => ({
      frame,
      image: await decodePicture(await api.frameImage(id(), frame, signal), frame),
    }),
  };
}
