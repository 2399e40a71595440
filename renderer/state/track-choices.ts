import type { DriveInfo } from '../../shared/drive.ts';
import { frameFigures, type FrameFigure } from '../../shared/frame-figures.ts';

/** Something that can be plotted. `id` stays the same from start to start. */
interface ChoiceBase {
  readonly id: string;
  readonly title: string;
  /** In words; empty where nobody says, or where the steering's unit says it. */
  readonly unit: string;
  readonly group: 'Steering' | 'Columns of the log' | 'Mask';
}
export type TrackChoice =
  | (ChoiceBase & { readonly of: 'steering' })
  | (ChoiceBase & { readonly of: 'abs-error' })
  | (ChoiceBase & { readonly of: 'column'; readonly column: string })
  | (ChoiceBase & { readonly of: 'figure'; readonly figure: FrameFigure });

const figureTitles: Readonly<Record<FrameFigure, readonly [title: string, unit: string]>> = {
  'mask-mass': ['Mask mass', 'mean, 0 to 1'],
  'mask-entropy': ['Mask entropy', 'share of an even mask'],
  'mask-centroid-x': ['Mask centre x', 'share of the width'],
  'mask-centroid-y': ['Mask centre y', 'share of the height'],
  'mask-change': ['Mask change', '0 same, 1 disjoint'],
  'mask-max': ['Mask maximum', 'before it is normalised'],
};

export const steeringChoice: TrackChoice = {
  ...{ id: 'steering', title: 'Steering', unit: '', group: 'Steering', of: 'steering' },
};

/** All that can be plotted of a drive. */
export function trackChoices(drive: Pick<DriveInfo, 'columns' | 'mapping'> | null): readonly TrackChoice[] {
  const columns = (drive?.columns ?? []).map((column): TrackChoice => ({
    ...{ id: `column:${column}`, title: titleOf(column), group: 'Columns of the log', of: 'column', column },
    // The mapping turns a speed into metres a second; what a log's own is, nobody says.
    unit: column === 'speed' && drive?.mapping?.mapping?.speed ? 'm/s' : '',
  }));
  const figures = frameFigures.map((figure): TrackChoice => {
    const [title, unit] = figureTitles[figure];
    return { id: `figure:${figure}`, title, unit, group: 'Mask', of: 'figure', figure };
  });
  const absoluteError: TrackChoice = {
    ...{ id: 'abs-error', title: '|Error|', unit: '', group: 'Steering', of: 'abs-error' },
  };
  return [steeringChoice, absoluteError, ...columns, ...figures];
}

/** `speed` → `Speed`; what looks like a name out of a program stays as it is. */
const titleOf = (column: string): string =>
  /^[a-z]+$/.test(column) ? column.charAt(0).toUpperCase() + column.slice(1) : column;

/** Ready-made stacks of tracks; those of a drive without such columns are left out. */
export function trackPresets(choices: readonly TrackChoice[]): readonly { name: string; ids: readonly string[] }[] {
  const presets = [
    { name: 'Steering', ids: ['steering'] },
    { name: 'Steering and error', ids: ['steering', 'abs-error'] },
    { name: 'Steering and speed', ids: ['steering', 'column:speed'] },
    { name: 'Steering, speed, throttle', ids: ['steering', 'column:speed', 'column:throttle'] },
    { name: 'Steering and mask', ids: ['steering', 'figure:mask-mass', 'figure:mask-change'] },
  ];
  return presets.filter(({ ids }) => ids.every((id) => choices.some((choice) => choice.id === id)));
}
