import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { stageRegionInFrame } from '../../shared/stage-region.ts';
import type { Session } from '../analysis/session.ts';
import type { ClipPicture } from './clip-painter.ts';

export interface ClipPicturesOptions {
  /** The clip's first frame. */
  readonly from: number;
  readonly analyses: Map<number, FrameAnalysis>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Decodes frames, and analyses in one batch those that `analyses` lacks; a frame that is lost comes back without image
 * and analysis. What is used of `analyses` is taken out of it.
 */
export async function clipPictures(
  session: Session,
  frames: readonly number[],
  { from, analyses, signal }: ClipPicturesOptions,
): Promise<readonly ClipPicture[]> {
  const columns = await session.columns();
  const { model } = session.state;
  const decoded = await Promise.all(frames.map((frame) => session.decodedFrame(frame).catch(SteerscopeError.from)));
  const found = frames.flatMap((frame, index) => {
    const image = decoded[index];
    return image && !(image instanceof SteerscopeError) && !analyses.has(frame) ? [{ frame, image }] : [];
  });
  if (found.length > 0)
    for (const analysis of await session.analyseImages(found, { signal })) analyses.set(analysis.frame, analysis);
  return frames.map((frame, index) => {
    const image = decoded[index];
    const lost = image === undefined || image instanceof SteerscopeError;
    const analysis = lost ? null : (analyses.get(frame) ?? null);
    analyses.delete(frame);
    // An empty view: the frame did not fit the network, so nothing was seen and nothing is to be framed.
    const view = analysis && analysis.networkView.width > 0 ? analysis.networkView : null;
    const crop = view && model && stageRegionInFrame(model.input, model.stages, view);
    return { ...clipPicture(frame, frame - from, columns), image: lost ? null : image, analysis, crop };
  });
}

function clipPicture(
  frame: number,
  sample: number,
  columns: DriveColumns,
): Omit<ClipPicture, 'image' | 'analysis' | 'crop'> {
  return {
    sample,
    frame,
    timeSecs: columns.timeSecs?.[frame] ?? null,
    recorded: columns.steering?.[frame] ?? null,
    missingText: `No picture: frame ${frame} is missing or does not decode`,
  };
}
