import { frameFigures, type FigureValues, type FrameFigure } from '../../shared/frame-figures.ts';
import type { AnalysedFrame } from '../analysis/analysis-session.ts';

/** Figures are told with so many significant digits: a plot shows no more, and a million frames stay small. */
const figureDigits = 6;

/** Part of a run's frames, as `analysis-progress` tells it. */
export interface RecordedPart {
  readonly first: number;
  readonly predictedSteering: readonly (number | null)[];
  readonly figures: FigureValues;
}

/** What a run has found of each frame so far. */
export class RunRecord {
  readonly #from: number;
  readonly #predicted: Float64Array;
  /** None where the network has no masks. */
  readonly #figures: ReadonlyMap<FrameFigure, Float64Array>;
  #end: number;

  /** @param from the first frame. @param to behind the last one. @param before a record of the frames that this one begins with. */
  constructor(from: number, to: number, hasMasks: boolean, before?: RunRecord) {
    this.#from = from;
    this.#end = before ? before.end : from;
    this.#predicted = longer(before && before.#predicted, to - from);
    this.#figures = new Map(
      (hasMasks ? frameFigures : []).map((figure) => [
        figure,
        longer(before && before.#figures.get(figure), to - from),
      ]),
    );
  }

  /** The first frame that is not known yet. */
  get end(): number {
    return this.#end;
  }

  /** Of the next frames. */
  add(analyses: readonly AnalysedFrame[]): void {
    for (const { predictedSteering, figures } of analyses) {
      const at = this.#end++ - this.#from;
      this.#predicted[at] = predictedSteering;
      for (const [figure, values] of this.#figures) values[at] = figures?.[figure] ?? Number.NaN;
    }
  }

  /** All frames from `first` on that are known. @default all */
  since(first = this.#from): RecordedPart {
    const part = (values: Float64Array): Float64Array => values.subarray(first - this.#from, this.#end - this.#from);
    return {
      first,
      predictedSteering: Array.from(part(this.#predicted), orNull),
      figures: Object.fromEntries(
        [...this.#figures].map(([figure, values]) => [figure, Array.from(part(values), rounded)]),
      ),
    };
  }
}

function longer(values: Float64Array | undefined, length: number): Float64Array {
  const copy = new Float64Array(length);
  copy.set(values ?? []);
  return copy;
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
const rounded = (value: number): number | null => orNull(Number(value.toPrecision(figureDigits)));
