import type { FrameAnalysis } from '../../shared/analysis.ts';
import { isAtPercentile } from '../../shared/annotate/full-colour.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ComparedNetwork } from './compared-network.svelte.ts';
import { mainId } from './comparison.svelte.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import { folderAndName } from './file-names.ts';
import type { Peak } from './peak-table.ts';
import type { Workbench } from './workbench.svelte.ts';

/** A network as it is looked at: the main one or a compared one, with what it says of the frame on the screen. */
export class PictureSubject {
  readonly id: string;
  /** Null: the main network. */
  readonly entry: ComparedNetwork | null;
  /** A colour token. */
  readonly colour: string;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench, entry: ComparedNetwork | null) {
    this.#workbench = workbench;
    this.entry = entry;
    this.id = entry?.id ?? mainId;
    this.colour = entry?.colour ?? 'var(--predicted)';
  }

  readonly info = $derived.by(() => (this.entry ? this.entry.info : this.#workbench.session.info));
  readonly model = $derived(this.info?.model ?? null);
  /** With the folder around it, since many a network is called `model.h5`. */
  readonly name = $derived.by(() => {
    const path = this.entry ? this.entry.request.modelPath : this.model?.path;
    return path === undefined ? 'No network' : folderAndName(path);
  });
  /** What tells it from the same network read otherwise; null: nothing. */
  readonly variant = $derived.by(() => {
    const { session, comparison } = this.#workbench;
    const mainMethod = session.info?.method;
    const methods = comparison.entries.map(({ info }) => info?.method ?? mainMethod);
    if (this.info && methods.some((method) => method !== mainMethod)) return methodFacts[this.info.method].name;
    return this.entry?.request.preprocessing ? 'as it was set up' : null;
  });
  readonly title = $derived(this.variant === null ? this.name : `${this.name}, ${this.variant}`);
  /** The shortest that tells it from the others: by the variant alone where all are of one network. */
  readonly shortName = $derived.by(() => {
    const { session, comparison } = this.#workbench;
    const isOneNetwork = comparison.entries.every(({ request }) => request.modelPath === session.model?.path);
    return isOneNetwork ? (this.variant ?? this.name) : this.title;
  });
  readonly series = $derived.by(() => {
    const { session, comparison } = this.#workbench;
    return this.entry && !comparison.predictsAsMain(this.entry) ? this.entry.series : session.series;
  });

  readonly #part = $derived.by(() => {
    const { shown } = this.#workbench.loader;
    return this.entry && shown && shown.draftFor === null ? this.entry.frames.at(shown.frame) : null;
  });
  /** Of the frame on the screen; null while it is not there, and while a draft is shown. */
  readonly analysis: FrameAnalysis | null = $derived.by(() =>
    this.entry ? (this.#part?.value ?? null) : (this.#workbench.loader.shown?.analysis ?? null),
  );
  readonly error: SteerscopeError | null = $derived.by(() => {
    if (!this.entry) return this.#workbench.loader.shown?.analysisError ?? null;
    return this.entry.error ?? this.#part?.error ?? null;
  });
  /** The method takes too long for frames that go by. */
  readonly #waits = $derived.by(() =>
    Boolean(this.info && methodFacts[this.info.method].isSlow && this.#workbench.playback.playing && !this.analysis),
  );
  /** The analysis is still to come. */
  readonly pending = $derived.by(() => {
    const { shown } = this.#workbench.loader;
    if (this.#waits) return false;
    if (!this.entry) return shown?.pending ?? false;
    return this.entry.opening || (shown !== null && this.model !== null && !this.#part && !this.entry.error);
  });

  /** Of the frame on the screen: its own analysis, else what the run found. NaN where it is not known. */
  readonly predicted = $derived.by(() => {
    if (this.analysis) return this.analysis.predictedSteering;
    const { shown } = this.#workbench.loader;
    void this.series.revision;
    return shown && shown.draftFor === null ? (this.series.predicted[shown.frame] ?? Number.NaN) : Number.NaN;
  });

  /** Whether the full colour of its final mask begins at the 99th percentile. */
  readonly atPercentile = $derived.by(() =>
    Boolean(this.info && isAtPercentile(this.#workbench.view, this.info.method)),
  );

  /** The largest full colour seen so far in the marked range, or in the whole drive. @param stage null: of the final mask. */
  peak(stage: number | null): Peak {
    const { playback, maskPeaks } = this.#workbench;
    const { first, last } = playback.range;
    const of = stage === null ? { atPercentile: this.atPercentile } : { stage };
    return (this.entry?.peaks ?? maskPeaks).over(first, last, of);
  }

  /** What keeps it from having a mask here, or is odd about it; null when nothing does. */
  readonly note = $derived.by(() => {
    if (this.error) return `${this.error.message} ${this.error.nextStep}`;
    if (this.#waits && this.info) return `${methodFacts[this.info.method].name} is worked out when playing stops.`;
    if (!this.analysis) return null;
    if (this.analysis.problems[0]) return this.analysis.problems[0].message;
    if (this.model?.stages.length === 0 && !this.analysis.mask)
      return 'This network has no convolutions, so there is no mask. Methods that explain the steering make one.';
    return this.analysis.mask?.flat ? 'No pixel stands out in this frame: the mask is flat.' : null;
  });
}
