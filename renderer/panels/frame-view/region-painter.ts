import { mostPoints, mostShapes, type ErasedShape } from '../../../shared/what-if.ts';
import type { PicturePlace } from '../../../shared/what-if-geometry.ts';
import type { WhatIf } from '../../state/what-if.svelte.ts';

/** Turns what a pointer does over the picture into regions that are erased; places are of the recorded picture. */
export class RegionPainter {
  readonly #whatIf: WhatIf;
  #from: PicturePlace | null = null;
  /** Of the region under way among all; null until there is one. */
  #index: number | null = null;

  constructor(whatIf: WhatIf) {
    this.#whatIf = whatIf;
  }

  /** @returns whether it paints from here on. */
  press(place: PicturePlace): boolean {
    const { paints, tool, values, brushRadius } = this.#whatIf;
    if (!paints || values.shapes.length >= mostShapes) return false;
    this.#from = place;
    this.#index = null;
    if (tool === 'brush') this.#put({ kind: 'stroke', radius: brushRadius, points: [rounded(place)] });
    return true;
  }

  move(place: PicturePlace): void {
    const from = this.#from;
    if (!from) return;
    const shape = this.#index === null ? undefined : this.#whatIf.values.shapes[this.#index];
    if (this.#whatIf.tool === 'rectangle') this.#put(rectangleBetween(from, place));
    else if (shape?.kind === 'stroke' && shape.points.length < mostPoints) {
      const [lastX, lastY] = shape.points.at(-1) ?? [from.x, from.y];
      if (Math.hypot(place.x - lastX, place.y - lastY) >= Math.max(1, shape.radius / 4))
        this.#put({ ...shape, points: [...shape.points, rounded(place)] });
    }
  }

  release(): void {
    this.#from = null;
  }

  #put(shape: ErasedShape): void {
    if (shape.kind === 'rectangle' && (shape.width < 1 || shape.height < 1)) return;
    if (this.#index === null || !this.#whatIf.values.shapes[this.#index]) {
      this.#index = this.#whatIf.values.shapes.length;
      this.#whatIf.addShape(shape);
    } else this.#whatIf.changeShape(this.#index, shape);
  }
}

function rectangleBetween(from: PicturePlace, to: PicturePlace): ErasedShape {
  const [left, top] = [Math.round(Math.min(from.x, to.x)), Math.round(Math.min(from.y, to.y))];
  const [right, bottom] = [Math.round(Math.max(from.x, to.x)), Math.round(Math.max(from.y, to.y))];
  return { kind: 'rectangle', left, top, width: right - left, height: bottom - top };
}

const rounded = ({ x, y }: PicturePlace): [number, number] => [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
