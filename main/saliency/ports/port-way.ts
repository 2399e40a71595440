import type { WindowStep } from '../../../shared/geometry.ts';
import type { MapSize } from '../stage-plan.ts';
import { portRefusal } from './port-refusal.ts';

/** What is scaled up, and to what. */
export interface PortWay {
  /** Of the map that is scaled up. */
  readonly from: MapSize;
  /** Of the map below. */
  readonly to: MapSize;
  readonly window: WindowStep | null;
  /** Whether the picture comes next: nothing is multiplied then, so that some ports may make another size. */
  readonly isLast: boolean;
}

/** @throws SteerscopeError where the map was not made by a convolution or pooling. */
export function ownWindow({ window }: PortWay): WindowStep {
  if (window && window.kind !== 'transposed-convolution') return window;
  throw portRefusal(
    `The program scales up by each layer's own window${window ? `; ${window.layer} is a transposed convolution` : ''}.`,
  );
}
