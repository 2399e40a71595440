import type { ResizeMethod } from '../../shared/preprocessing.ts';
import { cv2Area } from './cv2-area.ts';
import { cv2Cubic } from './cv2-cubic.ts';
import { cv2Linear } from './cv2-linear.ts';
import { cv2Nearest, pilNearest, tfNearest } from './nearest.ts';
import { pilBicubic, pilBilinear, pilLanczos } from './pil-resample.ts';
import type { PixelLayout, PixelOperation } from './pixel-operation.ts';
import { tfBilinear, tfBilinearLegacy } from './tf-bilinear.ts';

/** Plans a resize to `width` × `height`; the sizes differ on at least one axis. */
type PlanResize = (input: PixelLayout, width: number, height: number) => PixelOperation;

/** Every method by the name that the preprocessing file gives it. */
export const resizeByMethod: Readonly<Record<ResizeMethod, PlanResize>> = {
  'cv2-nearest': cv2Nearest,
  'cv2-linear': cv2Linear,
  'cv2-area': cv2Area,
  'cv2-cubic': cv2Cubic,
  'pil-nearest': pilNearest,
  'pil-bilinear': pilBilinear,
  'pil-bicubic': pilBicubic,
  'pil-lanczos': pilLanczos,
  'tf-nearest': tfNearest,
  'tf-bilinear': tfBilinear,
  'tf-bilinear-legacy': tfBilinearLegacy,
};
