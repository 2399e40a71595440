import type { ExperimentKind } from '../../../shared/lab.ts';
import type { NumberName } from '../../state/lab.svelte.ts';

/** A setting that is a number, as a row of the form. */
interface NumberSetting {
  readonly name: NumberName;
  readonly row: string;
  /** Accessible name of the field. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** Behind the field; what it is when it is left empty. */
  readonly unit: string;
}

/** Of a method's experiments, in the order of the form. */
export const numberSettings: Readonly<Record<Exclude<ExperimentKind, 'compare'>, readonly NumberSetting[]>> = {
  shift: [
    {
      ...{ name: 'dilationPx', row: 'Dilated by', label: 'Radius of the dilation' },
      ...{ min: 0, max: 1000, integer: true, unit: 'px of the input; empty: a 50th of its width' },
    },
    {
      ...{ name: 'limitPx', row: 'Shifted by', label: 'Largest shift' },
      ...{ min: 1, max: 1000, integer: true, unit: 'px to either side; empty: a 25th of the width' },
    },
  ],
  deletion: [
    { name: 'steps', row: 'Steps', label: 'Steps', min: 2, max: 200, integer: true, unit: '' },
    {
      ...{ name: 'cellPx', row: 'Squares of', label: 'Side of a square' },
      ...{ min: 1, max: 100, integer: true, unit: 'px; 1: pixel by pixel' },
    },
    { name: 'repeats', row: 'Random orders', label: 'Random orders', min: 1, max: 50, integer: true, unit: '' },
  ],
  perturbation: [
    {
      ...{ name: 'regionPx', row: 'Squares of', label: 'Side of a square' },
      ...{ min: 1, max: 100, integer: true, unit: 'px; empty: 9 of 227, by area' },
    },
    { name: 'steps', row: 'Steps', label: 'Steps', min: 1, max: 1000, integer: true, unit: '' },
    { name: 'repeats', row: 'Draws of noise', label: 'Draws of noise', min: 1, max: 50, integer: true, unit: '' },
  ],
  jumps: [
    {
      ...{ name: 'steadyBelow', row: 'Staying is', label: 'Largest change of steering that counts as staying' },
      ...{ min: 0, max: 1e6, integer: false, unit: 'at most; empty: the median change' },
    },
  ],
};
