import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import type { SheetFrame } from '../export/checkpoint-sheet.ts';
import { decodeImage } from '../frames/decode-image.ts';

/** The pictures of some frames; one that is lost has none. @throws SteerscopeError `cancelled`. */
export async function readSheetFrames(
  client: AnalysisClient,
  frames: readonly number[],
  signal: AbortSignal,
): Promise<readonly SheetFrame[]> {
  const { timeSecs } = await client.columns({ signal });
  const read: SheetFrame[] = [];
  for (const frame of frames) {
    const image = await client
      .encodedFrame(frame, null, { signal })
      .then(decodeImage)
      .catch((thrown: unknown) => {
        if (SteerscopeError.from(thrown).code === 'cancelled') throw thrown;
        return null;
      });
    read.push({ frame, timeSecs: timeSecs?.[frame] ?? null, image });
  }
  return read;
}
