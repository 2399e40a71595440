/**
 * The part of a 2-D canvas context that annotations are drawn with. The context of a canvas in a page and of
 * @napi-rs/canvas both have this shape; `Image` is whatever the host's `drawImage` takes.
 */
export interface AnnotationContext<Image> {
  get fillStyle(): unknown;
  set fillStyle(colour: string);
  get strokeStyle(): unknown;
  set strokeStyle(colour: string);
  lineWidth: number;
  get lineCap(): string;
  set lineCap(cap: 'butt' | 'round');
  get lineJoin(): string;
  set lineJoin(join: 'miter' | 'round');
  font: string;
  get textAlign(): string;
  set textAlign(align: 'left' | 'center' | 'right');
  get textBaseline(): string;
  set textBaseline(baseline: 'alphabetic' | 'middle');
  globalAlpha: number;
  imageSmoothingEnabled: boolean;

  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  rotate(angleRad: number): void;

  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  arc(x: number, y: number, radius: number, startRad: number, endRad: number, counterclockwise: boolean): void;
  fill(): void;
  stroke(): void;
  clip(): void;

  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };

  drawImage(image: Image, left: number, top: number, width: number, height: number): void;
}

/** A rectangle on the canvas, in its pixels. */
export interface CanvasRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
