import type { SessionInfo } from '../../shared/api.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import type { ApiClient } from '../api.ts';
import { decodePicture } from './decode-picture.ts';
import type { FrameSource } from './frame-store.ts';

/** Pictures and analyses of a session's frames. @param frameCount how many there are by now: a drive may grow while it is shown. */
export const sessionFrames = (
  api: ApiClient,
  { id, model, method }: SessionInfo,
  frameCount: () => number,
): FrameSource => ({
  get frameCount() {
    return frameCount();
  },
  image: async (frame, signal) => decodePicture(await api.frameImage(id, frame, signal), frame),
  analysis: model && ((frame, signal) => api.frameAnalysis(id, frame, signal)),
  analysisIsSlow: methodFacts[method].isSlow,
  draft: async (frame, signal) => {
    const near = await api.nearImage(id, frame, signal);
    return { frame: near.frame, image: await decodePicture(near.encoded, near.frame) };
  },
});
