import type { ResizeMethod } from '../../shared/preprocessing.ts';
import { cv2Area } from './cv2-area.ts';
import { cv2Linear } from './cv2-linear.ts';
import { cv2Nearest } from './cv2-nearest.ts';
import { pilBilinear } from './pil-bilinear.ts';
import type { PixelLayout, PixelOperation } from './pixel-operation.ts';
import { tfBilinear, tfBilinearLegacy } from './tf-bilinear.ts';

/** Plans a resize to `width` × `height`; the sizes differ on at least one axis. */
type PlanResize = (input: PixelLayout, width: number, height: number) => PixelOperation;

/** Every method by the name that the preprocessing file gives it. */
export const resizeByMethod: Readonly<Record<ResizeMethod, PlanResize>> = {
  'cv2-nearest': cv2Nearest,
  'cv2-linear': cv2Linear,
  'cv2-area': cv2Area,
  'pil-bilinear': pilBilinear,
  'tf-bilinear': tfBilinear,
  'tf-bilinear-legacy': tfBilinearLegacy,
};
