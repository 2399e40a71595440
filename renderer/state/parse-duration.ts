import type { PlaybackClock } from './playback-clock.ts';

/**
 * How many frames from `first` on `200` (frames), `12.5s`, `1:02` or `1:02:03` lasts, at least 1; null when it is no duration, or a
 * time of a drive without.
 */
export function parseDuration(text: string, first: number, clock: PlaybackClock): number | null {
  const match = /^(?:(?:(\d+):)?(\d+):)?(\d*\.?\d+)\s*(s|frames?|f)?$/i.exec(text.trim().replace(',', '.'));
  if (!match) return null;
  const [, hours, minutes, digits = '', unit] = match;
  if (unit !== 's' && minutes === undefined) return /^\d+$/.test(digits) ? Math.max(1, Number(digits)) : null;
  if (clock.isAssumed) return null;
  const secs = Number(digits) + Number(minutes ?? 0) * 60 + Number(hours ?? 0) * 3600;
  // The last frame lasts a usual step.
  const last = clock.frameAt(clock.secsAt(first) + secs - clock.usualSecs + 1e-6);
  return Math.max(1, last - first + 1);
}
