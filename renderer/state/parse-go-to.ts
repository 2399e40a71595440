import { nearestFrame } from '../../shared/nearest-frame.ts';

export interface GoToContext {
  readonly frame: number;
  readonly frameCount: number;
  /** Real times of the frames in seconds; null when the log has none. */
  readonly timeSecs: Float64Array | null;
}

const goToPattern = /^([+-]?)\s*(?:(\d+):)?(\d+(?:\.\d+)?)\s*(s?)$/;

/**
 * The frame that `120`, `+20`, `-5`, `12.5s`, `1:02.5` or `-1.5s` means, held within the drive; null when it means none.
 * Plain numbers are frames; `s` or a colon makes them times of the log.
 */
export function parseGoTo(text: string, { frame, frameCount, timeSecs }: GoToContext): number | null {
  const match = goToPattern.exec(text.trim());
  if (!match || frameCount === 0) return null;
  const [, sign = '', minutes, digits = '', unit] = match;
  const value = Number(digits) + Number(minutes ?? 0) * 60;
  const signed = sign === '-' ? -value : value;
  const isTime = unit === 's' || minutes !== undefined;
  if (isTime) {
    if (!timeSecs) return null;
    return nearestFrame(timeSecs, sign ? (timeSecs[frame] ?? 0) + signed : signed);
  }
  if (!Number.isInteger(value)) return null;
  return Math.min(frameCount - 1, Math.max(0, sign ? frame + signed : signed));
}
