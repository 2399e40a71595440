import type { SessionInfo } from '../../shared/session.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';
import { decodePicture } from './decode-picture.ts';
import type { FrameSource } from './frame-store.ts';

/** Pictures and analyses of a session's frames. */
export function sessionFrames(
  api: ApiClient,
  { id, model, method }: SessionInfo,
  {
    frameCount,
    edits,
  }: {
    /** How many there are by now: a drive may grow while it is shown. */
    readonly frameCount: () => number;
    /** Made on every picture. */
    readonly edits: PictureEdits;
  },
): FrameSource {
  const isEdited = edits.length > 0;
  const image = (frame: number, signal: AbortSignal): Promise<Blob> =>
    isEdited ? api.editedImage(id, frame, edits, signal) : api.frameImage(id, frame, signal);
  return {
    get frameCount() {
      return frameCount();
    },
    image: async (frame, signal) => decodePicture(await image(frame, signal), frame),
    analysis: model && ((frame, signal) => api.frameAnalysis(id, frame, signal, edits)),
    analysisIsSlow: methodFacts[method].isSlow,
    // A draft would be as recorded.
    ...(!isEdited && {
      draft: async (frame: number, signal: AbortSignal) => {
        const near = await api.nearImage(id, frame, signal);
        return { frame: near.frame, image: await decodePicture(near.encoded, near.frame) };
      },
    }),
  };
}
