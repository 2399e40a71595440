import { z } from 'zod';
import {
  eraseFills,
  erasedShapeSchema,
  mostShapes,
  type PictureEdit,
  type PictureEdits,
} from '../../shared/what-if.ts';

/** Noise of another seed says nothing else. */
const seed = 1;

/** What the panel sets; anything at its default leaves the picture as it is. */
export const whatIfValuesSchema = z.object({
  shapes: z.array(erasedShapeSchema).max(mostShapes).default([]),
  fill: z.enum(eraseFills).default('inpaint'),
  flip: z.boolean().default(false),
  dx: z.int().min(-2000).max(2000).default(0),
  dy: z.int().min(-2000).max(2000).default(0),
  degrees: z.number().min(-180).max(180).default(0),
  stops: z.number().min(-4).max(4).default(0),
  brightness: z.number().min(-255).max(255).default(0),
  contrast: z.number().min(0).max(4).default(1),
  blur: z.number().min(0).max(20).default(0),
  noise: z.number().min(0).max(128).default(0),
});
export type WhatIfValues = Readonly<z.infer<typeof whatIfValuesSchema>>;

export const unedited: WhatIfValues = whatIfValuesSchema.parse({});

/** From the world to the sensor: what is there, where the camera looks, its lens, its light, its noise. */
export function editsOf(values: WhatIfValues): PictureEdits {
  const { shapes, fill, flip, dx, dy, degrees, stops, brightness, contrast, blur, noise } = values;
  const edits: readonly (PictureEdit | false)[] = [
    shapes.length > 0 && { op: 'erase', shapes, fill, seed },
    degrees !== 0 && { op: 'rotate', degrees },
    (dx !== 0 || dy !== 0) && { op: 'shift', dx, dy },
    flip && { op: 'flip' },
    blur > 0 && { op: 'blur', sigma: blur },
    stops !== 0 && { op: 'exposure', stops },
    brightness !== 0 && { op: 'brightness', by: brightness },
    contrast !== 1 && { op: 'contrast', factor: contrast },
    noise > 0 && { op: 'noise', sigma: noise, seed },
  ];
  return edits.filter((edit) => edit !== false);
}
