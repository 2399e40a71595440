import { untrack } from 'svelte';
import { methodFacts } from '../../shared/saliency-methods.ts';
import type { SessionInfo } from '../../shared/session.ts';
import { steeringDifference } from '../../shared/steering-difference.ts';
import type { ErasedShape, PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';
import type { AnalysisLoader } from './analysis-loader.svelte.ts';
import type { Dock } from './dock.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import type { Session } from './session.svelte.ts';
import { editsOf, unedited, type WhatIfValues } from './what-if-values.ts';
import { WhatIfRun } from './what-if-run.svelte.ts';

export const eraseTools = ['brush', 'rectangle'] as const;
export type EraseTool = (typeof eraseTools)[number];

interface WhatIfParts {
  readonly api: ApiClient;
  readonly session: Session;
  readonly loader: AnalysisLoader;
  readonly playback: Playback;
  readonly dock: Dock;
}

const asRecorded: PictureEdits = [];
/** A mask that takes long is begun when the hand has rested so long. */
const restMs = 150;

/** What the network would do had the camera seen something else: edits of its picture, in force while their panel is open. */
export class WhatIf {
  values = $state.raw<WhatIfValues>(unedited);
  /** The picture as recorded is shown meanwhile. */
  bypassed = $state(false);
  /** What the pointer does over the picture; null: as ever. */
  tool = $state<EraseTool | null>(null);
  /** In pixels of the picture. */
  brushRadius = $state(8);
  readonly run: WhatIfRun;

  readonly edits: PictureEdits = $derived(editsOf(this.values));
  readonly isOpen = $derived.by(() => this.#parts.dock.shown === 'what-if');
  readonly #wanted: PictureEdits = $derived.by(() => {
    const { session } = this.#parts;
    const isMade = this.isOpen && !this.bypassed && session.model !== null && this.edits.length > 0;
    return isMade ? this.edits : asRecorded;
  });
  /** What lies over the picture can be painted now. */
  readonly paints = $derived(this.isOpen && !this.bypassed && this.tool !== null);

  /** The prediction for the frame on the screen as recorded; NaN while it is not known. */
  readonly before = $derived.by(() => {
    const { session, loader } = this.#parts;
    void session.series.revision;
    const frame = loader.shown?.frame ?? -1;
    return session.series.analysed[frame] ? (session.series.predicted[frame] ?? Number.NaN) : Number.NaN;
  });
  /** For its edited picture; NaN while that is not known. */
  readonly after = $derived.by(() => {
    const { session, loader } = this.#parts;
    if (session.edits.length === 0) return this.edits.length === 0 ? this.before : Number.NaN;
    return loader.shown?.analysis?.predictedSteering ?? Number.NaN;
  });
  /** Of the frames that the run over the range has passed; null while it, or that over the drive, goes on. */
  readonly difference = $derived.by(() => {
    const { run } = this.#parts.session;
    const { made, progress, series } = this.run;
    if (!made || progress || run.progress) return null;
    void series.revision;
    return steeringDifference(this.#parts.session.series.predicted, series.predicted, made.first, made.last);
  });

  readonly #parts: WhatIfParts;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #drivePath: string | null = null;
  #fingerprint = '';
  #asked: { readonly info: SessionInfo | null; readonly frame: number } = { info: null, frame: -1 };

  constructor(parts: WhatIfParts) {
    this.#parts = parts;
    this.run = new WhatIfRun(parts.api);
  }

  set(change: Partial<WhatIfValues>): void {
    this.values = { ...this.values, ...change };
    this.bypassed = false;
  }

  reset(): void {
    this.values = unedited;
    this.bypassed = false;
  }

  addShape(shape: ErasedShape): void {
    this.set({ shapes: [...this.values.shapes, shape] });
  }

  changeShape(index: number, shape: ErasedShape): void {
    this.set({ shapes: this.values.shapes.with(index, shape) });
  }

  removeShape(index: number): void {
    this.set({ shapes: this.values.shapes.toSpliced(index, 1) });
  }

  /** Over the marked range, or the whole drive. */
  startRun(): void {
    const { session, playback } = this.#parts;
    if (session.id === null || !session.model || playback.frameCount === 0 || this.edits.length === 0) return;
    void this.run.start(session.id, playback.frameCount, { edits: this.edits, ...playback.range });
  }

  /**
   * Call in an effect: makes the edits on what is on the screen. The newest is made when the one before it is there, so that
   * the picture moves under a hand that drags.
   */
  follow(): void {
    const { session, loader } = this.#parts;
    const wanted = this.#wanted;
    if (wanted === session.edits || (wanted.length === 0 && session.edits.length === 0)) return;
    const isSlow = session.info !== null && methodFacts[session.info.method].isSlow;
    if (!isSlow && loader.loading && wanted.length > 0) return;
    clearTimeout(this.#restTimer);
    if (isSlow && wanted.length > 0) this.#restTimer = setTimeout(() => session.lookEdited(this.#wanted), restMs);
    else untrack(() => session.lookEdited(wanted));
  }

  /** Call in an effect: what was painted and found belongs to one drive, and what was found to one network. */
  keepToSession(): void {
    const { session } = this.#parts;
    const path = session.drive?.path ?? null;
    const fingerprint = JSON.stringify([
      path,
      session.model?.path,
      session.info?.networkVersion?.stamp,
      session.info?.preprocessing,
      session.info?.steering,
    ]);
    untrack(() => {
      if (path !== this.#drivePath) this.reset();
      if (fingerprint !== this.#fingerprint) this.run.forget();
      this.#drivePath = path;
      this.#fingerprint = fingerprint;
    });
  }

  /** Call in an effect: has the frame as recorded worked out where the run over the drive has not come yet. */
  askBefore(): void {
    const { api, session, loader, playback } = this.#parts;
    const { shown } = loader;
    const isWanted = session.edits.length > 0 && shown && !shown.pending && !loader.loading && !playback.playing;
    void session.series.revision;
    if (!isWanted || session.id === null || session.series.analysed[shown.frame]) return;
    const { info } = session;
    const { frame } = shown;
    if (info === this.#asked.info && frame === this.#asked.frame) return;
    // Read otherwise, the network says something else of the same frame.
    this.#asked = { info, frame };
    void api.frameAnalysis(session.id, frame, new AbortController().signal).then(
      (analysis) => session.took(analysis),
      () => undefined,
    );
  }
}
