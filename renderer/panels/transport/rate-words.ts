import type { FrameTimings } from '../../../shared/analysis.ts';
import type { PlaybackFigures } from '../../state/playback-meter.ts';

/** What a frame takes: until it is here when it is not near, and the parts of that as the last one told them. */
export interface FrameCost extends Partial<FrameTimings> {
  readonly speed: number;
  readonly loadMs: number;
}

/** How playing keeps up, and where it does not, what keeps it. */
export function rateWords(figures: PlaybackFigures, cost: FrameCost): string {
  const { shown, dropped, duePerSec, shownPerSec, screenPerSec } = figures;
  const due = shown + dropped;
  if (dropped === 0) return `All ${due} frames due since playing began were shown.`;
  const lost = `Of ${due} frames due since playing began, ${dropped} ${dropped === 1 ? 'was' : 'were'} never shown.`;
  return `${lost} ${reason(duePerSec, shownPerSec, screenPerSec, cost)}`;
}

function reason(duePerSec: number, shownPerSec: number, screenPerSec: number, cost: FrameCost): string {
  const { speed, loadMs } = cost;
  if (duePerSec > screenPerSec && shownPerSec > 0.8 * screenPerSec)
    return `At ${speed}× there are ${Math.round(duePerSec)} a second; the screen shows ${Math.round(screenPerSec)}.`;
  const parts = [
    ['decode', cost.decodeMs],
    ['preprocess', cost.preprocessMs],
    ['network', cost.forwardMs],
    ['mask', cost.saliencyMs],
  ] as const;
  const told = parts.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${ms.toFixed(1)}`]));
  const inParts = told.length > 0 ? ` (ms: ${told.join(', ')})` : '';
  return `A frame takes ${loadMs.toFixed(1)} ms to arrive${inParts}; at ${speed}× ${Math.round(duePerSec)} a second are due.`;
}
