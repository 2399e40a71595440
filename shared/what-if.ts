import { z } from 'zod';

/*
 * What if the camera had seen something else: edits of its picture, as data. They are applied in the order given, to the
 * decoded picture before any preprocessing, each on 8 bits a channel. Places are in pixels of the recorded picture, x to the
 * right and y downwards, (0, 0) its upper left corner.
 */

/** No camera is larger. */
const farthest = 16_384;
const coordinate = z.number().min(-farthest).max(farthest);
const length = z.number().min(0).max(farthest);
const seed = z.int().min(0).max(0xffff_ffff).default(1);

/** Of one erasure, and of one stroke of a brush. */
export const mostShapes = 200;
export const mostPoints = 4096;

/** Part of what is erased. */
export const erasedShapeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rectangle'), left: coordinate, top: coordinate, width: length, height: length }),
  z.strictObject({
    kind: z.literal('stroke').describe('All within `radius` of a line through `points`.'),
    radius: z.number().min(0.5).max(farthest),
    points: z
      .array(z.tuple([coordinate, coordinate]))
      .min(1)
      .max(mostPoints),
  }),
]);
export type ErasedShape = z.infer<typeof erasedShapeSchema>;

/** What stands where something was erased. */
export const eraseFills = ['inpaint', 'mean', 'noise'] as const;
export type EraseFill = (typeof eraseFills)[number];

export const pictureEditSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z
      .literal('erase')
      .describe(
        '`inpaint`: smooth from the edges inwards; `mean`: the mean colour of the rest; `noise`: every colour alike.',
      ),
    shapes: z.array(erasedShapeSchema).min(1).max(mostShapes),
    fill: z.enum(eraseFills).default('inpaint'),
    seed,
  }),
  z.strictObject({
    op: z.literal('rotate').describe('The picture turns clockwise about its centre; its edge is drawn out.'),
    degrees: z.number().min(-180).max(180),
  }),
  z.strictObject({
    op: z.literal('shift').describe('The picture moves right by `dx` and down by `dy`; its edge is drawn out.'),
    dx: z.int().min(-farthest).max(farthest).default(0),
    dy: z.int().min(-farthest).max(farthest).default(0),
  }),
  z.strictObject({ op: z.literal('flip').describe('Left and right exchanged.') }),
  z.strictObject({
    op: z.literal('blur').describe('Gaussian, cut off at three times `sigma`, in pixels.'),
    sigma: z.number().min(0).max(20),
  }),
  z.strictObject({
    op: z.literal('exposure').describe('So many times twice the light, of pixels taken as sRGB.'),
    stops: z.number().min(-8).max(8),
  }),
  z.strictObject({ op: z.literal('brightness').describe('Levels added.'), by: z.number().min(-255).max(255) }),
  z.strictObject({
    op: z.literal('contrast').describe('Distances from middle grey, 127.5, times `factor`.'),
    factor: z.number().min(0).max(10),
  }),
  z.strictObject({
    op: z
      .literal('noise')
      .describe('Gaussian, of `sigma` levels, in each channel; every frame has its own, the same again each time.'),
    sigma: z.number().min(0).max(255),
    seed,
  }),
]);
export type PictureEdit = z.infer<typeof pictureEditSchema>;
export type EraseEdit = Extract<PictureEdit, { op: 'erase' }>;

export const pictureEditsSchema = z.array(pictureEditSchema).max(32);
/** In the order in which they are made. */
export type PictureEdits = readonly PictureEdit[];

/** In few words: `brightness +40`, `shifted 12 px right`. */
export function describeEdit(edit: PictureEdit): string {
  switch (edit.op) {
    case 'erase':
      return `${edit.shapes.length === 1 ? '1 region' : `${edit.shapes.length} regions`} erased`;
    case 'rotate':
      return `rotated ${signed(edit.degrees)}°`;
    case 'shift':
      return `shifted ${[along(edit.dx, 'right', 'left'), along(edit.dy, 'down', 'up')].filter(Boolean).join(', ') || '0 px'}`;
    case 'flip':
      return 'flipped left-right';
    case 'blur':
      return `blur ${edit.sigma} px`;
    case 'exposure':
      return `exposure ${signed(edit.stops)}`;
    case 'brightness':
      return `brightness ${signed(edit.by)}`;
    case 'contrast':
      return `contrast × ${edit.factor}`;
    case 'noise':
      return `noise ${edit.sigma}`;
  }
}

const signed = (value: number): string => (value < 0 ? `\u2212${-value}` : `+${value}`);

const along = (pixels: number, forwards: string, backwards: string): string =>
  pixels === 0 ? '' : `${Math.abs(pixels)} px ${pixels > 0 ? forwards : backwards}`;

/** Whether the picture is mirrored once in all, so that a fair network steers the other way. */
export const isMirrored = (edits: PictureEdits): boolean => edits.filter(({ op }) => op === 'flip').length % 2 === 1;
