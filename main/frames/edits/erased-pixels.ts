import type { ErasedShape } from '../../../shared/what-if.ts';
import { spanNearLine, type Span } from './span-near-line.ts';

/** 1 for each pixel whose centre lies in one of the shapes, `[row, column]`. */
export function erasedPixels(shapes: readonly ErasedShape[], width: number, height: number): Uint8Array {
  // How many more spans begin than end at a pixel. Spans over each other are not gone through one by one: a file may hold
  // thousands of lines that each cover the picture.
  const begun = new Int32Array((width + 1) * height);
  const add = (row: number, first: number, behind: number): void => {
    const from = Math.max(0, first);
    const to = Math.min(width, behind);
    if (!(from < to)) return;
    begun[row * (width + 1) + from]! += 1;
    begun[row * (width + 1) + to]! -= 1;
  };
  const span: Span = { start: 0, end: 0 };
  for (const shape of shapes) {
    if (shape.kind === 'rectangle') {
      const [first, behind] = [firstFrom(shape.left), firstFrom(shape.left + shape.width)];
      const end = Math.min(height, firstFrom(shape.top + shape.height));
      for (let row = Math.max(0, firstFrom(shape.top)); row < end; row++) add(row, first, behind);
      continue;
    }
    const { radius, points } = shape;
    points.forEach((to, index) => {
      const from = points[index - 1] ?? to;
      const end = Math.min(height, Math.ceil(Math.max(from[1], to[1]) + radius));
      for (let row = Math.max(0, Math.floor(Math.min(from[1], to[1]) - radius)); row < end; row++) {
        spanNearLine(row + 0.5, from, to, radius, span);
        add(row, firstFrom(span.start), Math.floor(span.end - 0.5) + 1);
      }
    });
  }
  const erased = new Uint8Array(width * height);
  for (let row = 0; row < height; row++)
    for (let column = 0, open = 0; column < width; column++) {
      open += begun[row * (width + 1) + column]!;
      if (open > 0) erased[row * width + column] = 1;
    }
  return erased;
}

/** The first pixel whose centre does not lie before a place. */
const firstFrom = (place: number): number => Math.ceil(place - 0.5);
