/** Frames, both ends inclusive. */
export interface BrushedRange {
  readonly first: number;
  readonly last: number;
}

/** What is measured on the plots: between two cursors, and over a range. */
export class PlotMeasures {
  /** The frames of the two cursors; null where one is not set. */
  a = $state<number | null>(null);
  b = $state<number | null>(null);
  range = $state.raw<BrushedRange | null>(null);
  /** A hand is still at it. */
  brushing = $state(false);
  /** The frame under the pointer; null: it is elsewhere. */
  hovered = $state<number | null>(null);

  /** There is something to be told. */
  get any(): boolean {
    return this.a !== null || this.b !== null || this.range !== null;
  }

  /** Sets a cursor; at its own frame, removes it. */
  toggleCursor(name: 'a' | 'b', frame: number): void {
    this[name] = this[name] === frame ? null : frame;
  }

  clearCursors(): void {
    this.a = null;
    this.b = null;
  }

  brush(one: number, other: number): void {
    this.range = { first: Math.min(one, other), last: Math.max(one, other) };
  }

  /** Another drive, or one of fewer frames: what lies beyond is gone. */
  keepWithin(frameCount: number): void {
    if ((this.a ?? 0) >= frameCount) this.a = null;
    if ((this.b ?? 0) >= frameCount) this.b = null;
    if (this.range && this.range.last >= frameCount) this.range = null;
    this.hovered = null;
  }
}
