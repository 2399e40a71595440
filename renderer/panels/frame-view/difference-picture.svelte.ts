import { paintDifference, type DifferenceStyle } from '../../../shared/annotate/difference-image.ts';
import { bothSigned, maskDifference } from '../../../shared/annotate/mask-difference.ts';
import { fullValueOf, percentileShare } from '../../../shared/annotate/full-colour.ts';
import type { SignedEnds } from '../../../shared/annotate/signed-colours.ts';
import { fullColourValue, maskStretch, ownStretch, type MaskStretch } from '../../../shared/annotate/mask-scale.ts';
import { signWords } from '../../../shared/sign-words.ts';
import { frameGrid, maskInFrame } from '../../../shared/mask-in-frame.ts';
import type { Map2d } from '../../../shared/pixels.ts';
import type { PictureSubject } from '../../state/picture-subject.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import type { CanvasPicture, PaintedMask } from './canvas-picture.ts';
import type { PicturePoint, Pointer } from './pointer.svelte.ts';

/** Cells along the longer side of the frame: finer than the masks that there are, and quick. */
const longestGrid = 400;

export interface DifferenceReading extends PicturePoint {
  /** −1..1, of two signed masks −2..2; NaN where neither network sees the picture. */
  readonly difference: number;
}

interface DifferenceParts {
  readonly pointer: () => Pointer;
  /** The second is subtracted from the first. */
  readonly subjects: () => readonly [PictureSubject, PictureSubject];
}

/** The final masks of two networks as one picture: the first minus the second. */
export class DifferencePicture implements CanvasPicture {
  readonly subject = null;
  readonly crop = null;
  readonly #workbench: Workbench;
  readonly #pointer: () => Pointer;
  readonly #subjects: () => readonly [PictureSubject, PictureSubject];
  readonly #canvas = new OffscreenCanvas(1, 1);
  #pixels = new Uint8ClampedArray(0);

  constructor(workbench: Workbench, parts: DifferenceParts) {
    this.#workbench = workbench;
    this.#pointer = parts.pointer;
    this.#subjects = parts.subjects;
  }

  readonly shown = $derived.by(() => this.#workbench.loader.shown);
  readonly size = $derived(this.shown?.size ?? { width: 320, height: 160 });
  readonly #mapOfA = $derived.by(() => this.#inFrame(this.#subjects()[0]));
  readonly #mapOfB = $derived.by(() => this.#inFrame(this.#subjects()[1]));
  readonly map: Map2d | null = $derived.by(() => {
    const [a, b] = this.#subjects();
    if (!this.#mapOfA || !this.#mapOfB) return null;
    return maskDifference(
      { map: this.#mapOfA, stretch: this.#stretchOf(a), signed: isSigned(a) },
      { map: this.#mapOfB, stretch: this.#stretchOf(b), signed: isSigned(b) },
    );
  });
  /** What the sign of both masks says, in a word each; null where only magnitudes are compared. */
  readonly signs = $derived.by(() => {
    const [a, b] = this.#subjects();
    const [ofA, ofB] = [a, b].map((subject) => this.#signsOf(subject));
    if (!bothSigned({ signed: isSigned(a) }, { signed: isSigned(b) }) || !ofA || !ofB) return null;
    // One may tell of the steering and the other of the last convolution.
    return ofA.positive === ofB.positive ? ofA : { negative: 'down', positive: 'up' };
  });
  readonly hasMask = $derived.by(() => this.map !== null && this.#workbench.view.maskVisible);
  /** So that a faint difference shows on a bright sky. */
  readonly dimmed = $derived(this.hasMask ? 0.6 : 0);
  readonly style: DifferenceStyle = $derived.by(() => {
    const { view, comparison } = this.#workbench;
    return { opacity: view.opacity, gain: comparison.gain };
  });

  readonly title = $derived.by(() => {
    const [a, b] = this.#subjects();
    return `${a.shortName} minus ${b.shortName}`;
  });
  readonly description = $derived.by(() => {
    if (!this.shown) return '';
    return `frame ${this.shown.frame}, ${this.hasMask ? 'difference of the masks over it' : 'no masks to compare'}`;
  });

  readonly reading: DifferenceReading | null = $derived.by(() => {
    const pixel = this.#workbench.view.probe ?? this.#pointer().at;
    const { width, height } = this.size;
    if (!pixel || !this.map) return null;
    const column = Math.floor(((pixel.x + 0.5) / width) * this.map.width);
    const row = Math.floor(((pixel.y + 0.5) / height) * this.map.height);
    return { ...pixel, difference: this.map.values[row * this.map.width + column] ?? Number.NaN };
  });

  paint(): PaintedMask {
    const seen = { left: 0, top: 0, ...this.size };
    if (!this.map || !this.hasMask) return { bitmap: null, contours: null, seen };
    const { width, height } = this.map;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    if (this.#pixels.length !== width * height * 4) this.#pixels = new Uint8ClampedArray(width * height * 4);
    paintDifference(this.map, this.style, this.#pixels);
    this.#canvas.getContext('2d')?.putImageData(new ImageData(this.#pixels, width, height), 0, 0);
    return { bitmap: this.#canvas, contours: null, seen };
  }

  #inFrame({ analysis }: PictureSubject): Map2d | null {
    if (!analysis?.mask) return null;
    return maskInFrame(analysis.mask, analysis.networkView, this.size, frameGrid(this.size, longestGrid));
  }

  #signsOf({ info }: PictureSubject): SignedEnds<string> | null {
    return info && signWords(info.method, this.#workbench.session.drive?.steering ?? null);
  }

  /** On the scale that the view says, as it is: faint saliency is not lifted. */
  #stretchOf(subject: PictureSubject): MaskStretch {
    const mask = subject.analysis?.mask;
    if (!mask) return ownStretch;
    const { scale } = this.#workbench.view.maskStyle;
    const { atPercentile } = subject;
    const peak = scale.over === 'clip' ? Math.max(subject.peak(null).max, fullValueOf(mask, atPercentile)) : 0;
    const fullValue = fullColourValue(scale, peak);
    const ownFull = fullValue === null && atPercentile ? percentileShare(mask) : 1;
    return maskStretch(mask, fullValue, { gamma: 1 }, ownFull);
  }
}

const isSigned = ({ analysis }: PictureSubject): boolean => analysis?.mask?.signed ?? false;
