import {
  colourConversions,
  preprocessingStepSchema,
  resizeMethods,
  type PreprocessingStep,
} from '../../../shared/preprocessing.ts';
import type { ImageInput } from '../../../shared/model.ts';

type Op = PreprocessingStep['op'];

/** Every step there is, in the order in which training scripts use them; named and explained for the menu. */
export const stepMenu: readonly { readonly value: Op; readonly text: string; readonly hint: string }[] = [
  { value: 'crop', text: 'Crop', hint: 'rows and columns off the sides, in pixels' },
  { value: 'crop-share', text: 'Crop by share', hint: 'the same as shares of height and width' },
  { value: 'resize', text: 'Resize', hint: "to the network's input" },
  { value: 'colour', text: 'Colour', hint: 'to BGR, grey, YUV, HSV …' },
  { value: 'channels', text: 'Channels', hint: 'keep, drop, reorder or repeat' },
  { value: 'gaussian-blur', text: 'Blur', hint: 'cv2.GaussianBlur' },
  { value: 'equalize-hist', text: 'Equalise', hint: 'cv2.equalizeHist of one channel' },
  { value: 'affine', text: 'Scale and offset', hint: 'value × scale + offset' },
  { value: 'standardise', text: 'Standardise', hint: 'minus its mean, by its deviation' },
  { value: 'min-max', text: 'Stretch', hint: 'smallest and largest number to a range' },
];

export const nameOfOp = (op: Op): string => stepMenu.find(({ value }) => value === op)?.text ?? op;

/** A new step, with what is likeliest for the network. */
export function newStep(op: Op, input: Pick<ImageInput, 'width' | 'height'>): PreprocessingStep {
  const { width, height } = input;
  const likeliest: Record<Op, object> = {
    crop: { top: 60, bottom: 25 },
    'crop-share': { top: 0.4 },
    resize: { width, height, method: 'cv2-linear' },
    colour: { conversion: 'RGB2YUV' },
    channels: { pick: [2, 1, 0] },
    'equalize-hist': {},
    'gaussian-blur': { kernel: 3 },
    affine: { scale: 1 / 127.5, offset: -1 },
    standardise: {},
    'min-max': {},
  };
  return preprocessingStepSchema.parse({ op, ...likeliest[op] });
}

const named = <Value extends string>(values: readonly Value[]) => values.map((value) => ({ value, text: value }));

export const methodOptions = named(resizeMethods);
export const conversionOptions = named(colourConversions);
export const kernelOptions = (['3', '5', '7'] as const).map((value) => ({ value, text: `${value} × ${value}` }));
