import type { RgbaImage } from '../../../shared/pixels.ts';
import { backFrom, editedFromRecorded, movedBy } from '../../../shared/what-if-geometry.ts';

/** Left and right exchanged. */
export const flipPicture = (image: RgbaImage): RgbaImage => pickPixels(image, (x, y) => [image.width - 1 - x, y]);

/** Right by `dx`, down by `dy`; where nothing is left, the picture's edge. */
export const shiftPicture = (image: RgbaImage, dx: number, dy: number): RgbaImage =>
  pickPixels(image, (x, y) => [within(x - dx, image.width), within(y - dy, image.height)]);

const within = (at: number, size: number): number => Math.max(0, Math.min(size - 1, at));

/** Each pixel from another. @param from whole numbers within the picture. */
function pickPixels(
  { width, height, data }: RgbaImage,
  from: (x: number, y: number) => readonly [number, number],
): RgbaImage {
  const source = new Uint32Array(new Uint8ClampedArray(data).buffer);
  const picked = new Uint32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = from(x, y);
      picked[y * width + x] = source[fromY * width + fromX]!;
    }
  return { width, height, data: new Uint8ClampedArray(picked.buffer) };
}

/** Clockwise about the centre, between pixels linearly; where nothing is left, the picture's edge. */
export function rotatePicture({ width, height, data }: RgbaImage, degrees: number): RgbaImage {
  const back = backFrom(editedFromRecorded([{ op: 'rotate', degrees }], { width, height }));
  const rotated = new Uint8ClampedArray(data.length);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const place = movedBy(back, { x: x + 0.5, y: y + 0.5 });
      const [fromX, fromY] = [within(place.x - 0.5, width), within(place.y - 0.5, height)];
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [shareX, shareY] = [fromX - left, fromY - top];
      const topLeft = (top * width + left) * 4;
      const right = left + 1 < width ? 4 : 0;
      const below = top + 1 < height ? width * 4 : 0;
      for (let channel = 0; channel < 4; channel++) {
        const at = topLeft + channel;
        const upper = data[at]! * (1 - shareX) + data[at + right]! * shareX;
        const lower = data[at + below]! * (1 - shareX) + data[at + below + right]! * shareX;
        rotated[to++] = upper * (1 - shareY) + lower * shareY;
      }
    }
  return { width, height, data: rotated };
}
