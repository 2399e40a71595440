import type { SessionEvent } from '../../shared/session-event.ts';
import { experimentSchema, type Experiment, type ExperimentKind, type LabRequest } from '../../shared/lab.ts';
import type { LabResult } from '../../shared/lab-findings.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { OwnEvents } from './own-events.ts';
import type { Playback } from './playback.svelte.ts';
import type { Session } from './session.svelte.ts';

export const experimentKinds = [
  'shift',
  'deletion',
  'perturbation',
  'compare',
  'jumps',
] as const satisfies ExperimentKind[];

/** Which frames are looked at. */
export const labParts = ['frame', 'range', 'drive'] as const;
export type LabPart = (typeof labParts)[number];

type Settings = { readonly [Kind in ExperimentKind]: Extract<Experiment, { kind: Kind }> };

type NumberNames<Kind extends ExperimentKind> = {
  [Name in keyof Settings[Kind]]: number extends Settings[Kind][Name] ? Name : never;
}[keyof Settings[Kind]];
/** The settings of each experiment that are a number, or null where it is left to the experiment. */
export type NumberName = { [Kind in ExperimentKind]: NumberNames<Kind> }[ExperimentKind];

export type LabRun =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly done: number; readonly total: number }
  | { readonly phase: 'finished'; readonly cancelled: boolean }
  | { readonly phase: 'failed'; readonly error: SteerscopeError };

export type LabEvent = Extract<SessionEvent, { labId: string }>;

/** What an experiment found, so far or at all. */
interface LabFound {
  readonly result: LabResult;
  /** What was worked with, as `Lab.#setting` tells it. */
  readonly with: string;
  /** By hand before its end. */
  readonly cancelled: boolean;
}

const usual = <Kind extends ExperimentKind>(kind: Kind): Settings[Kind] =>
  experimentSchema.parse({ kind }) as Settings[Kind];
/** What is asked unless it is set otherwise. */
export const usualSettings: Settings = {
  shift: usual('shift'),
  deletion: usual('deletion'),
  perturbation: usual('perturbation'),
  compare: usual('compare'),
  jumps: usual('jumps'),
};

/** The experiments: what is asked, the run under way, what it found. One at a time. */
export class Lab {
  kind = $state<ExperimentKind>('shift');
  settings = $state.raw(usualSettings);
  #part = $state<LabPart>('drive');
  /** Every so many frames; null: so many that it takes about a minute. */
  every = $state<number | null>(null);
  run = $state.raw<LabRun>({ phase: 'idle' });
  readonly #api: ApiClient;
  readonly #session: Session;
  readonly #playback: Playback;
  #events: OwnEvents<LabEvent> | null = null;
  #sessionId = '';
  #startedWith = '';
  /** By experiment, the last of each. */
  #found = $state.raw<{ readonly [Kind in ExperimentKind]?: LabFound | undefined }>({});

  constructor(api: ApiClient, session: Session, playback: Playback) {
    this.#api = api;
    this.#session = session;
    this.#playback = playback;
  }

  /** What can be looked at now: jumps are between frames, and a range is to be marked. */
  get parts(): readonly LabPart[] {
    return labParts.filter((part) =>
      part === 'frame' ? this.kind !== 'jumps' : part === 'drive' || this.#playback.hasRange,
    );
  }

  /** As chosen; the whole drive where that cannot be. */
  get part(): LabPart {
    return this.parts.includes(this.#part) ? this.#part : 'drive';
  }

  set part(part: LabPart) {
    this.#part = part;
  }

  get experiment(): Experiment {
    return this.settings[this.kind];
  }

  /** What the experiment chosen found, so far or at all. */
  get result(): LabResult | null {
    return this.#found[this.kind]?.result ?? null;
  }

  /** What the experiment chosen found is of the frames until it was cancelled. */
  get wasCancelled(): boolean {
    return this.#found[this.kind]?.cancelled ?? false;
  }

  /** Drive, network, its writing or preprocessing are others than when it was found. */
  get isStale(): boolean {
    const found = this.#found[this.kind];
    return found !== undefined && found.with !== this.#setting();
  }

  /** What is worked with: what was found counts for nothing else. */
  #setting(): string {
    const { drive, model, info } = this.#session;
    const { networkVersion, preprocessing, steering, pooling } = info ?? {};
    return JSON.stringify([drive?.path, model?.path, networkVersion?.stamp, preprocessing, steering, pooling]);
  }

  set<Kind extends ExperimentKind>(kind: Kind, change: Partial<Settings[Kind]>): void {
    this.settings = { ...this.settings, [kind]: { ...this.settings[kind], ...change } };
  }

  /** Of the experiment chosen. */
  numberOf(name: NumberName): number | null {
    return numbersOf(this.experiment)[name] ?? null;
  }

  /** @param value null: the usual one. */
  setNumber(name: NumberName, value: number | null): void {
    this.set(this.kind, { [name]: value ?? numbersOf(usualSettings[this.kind])[name] });
  }

  /** Back to the defaults of the experiment chosen. */
  reset(): void {
    this.settings = { ...this.settings, [this.kind]: usualSettings[this.kind] };
  }

  async start(): Promise<void> {
    const { info } = this.#session;
    if (!info) return;
    const events = (this.#events = new OwnEvents<LabEvent>());
    this.#sessionId = info.id;
    this.#startedWith = this.#setting();
    this.#found = { ...this.#found, [this.kind]: undefined };
    this.run = { phase: 'running', done: 0, total: 0 };
    try {
      const { labId, total } = await this.#api.startLab(info.id, { experiment: this.experiment, ...this.#frames });
      const early = events.own(labId);
      if (events !== this.#events) return;
      if (this.run.phase === 'running') this.run = { ...this.run, total };
      for (const event of early) this.#apply(event);
    } catch (thrown) {
      if (events === this.#events) this.run = { phase: 'failed', error: SteerscopeError.from(thrown) };
    }
  }

  /** What was found until then stays. */
  async cancel(): Promise<void> {
    if (this.run.phase === 'running') await this.#api.cancelLab(this.#sessionId).catch(() => undefined);
  }

  /** What was found belongs to another drive or network. */
  forget(): void {
    this.#events = null;
    this.run = { phase: 'idle' };
    this.#found = {};
  }

  /** The session that worked is gone. */
  lost(): void {
    if (this.run.phase === 'running') this.forget();
  }

  take(event: LabEvent): void {
    if (this.#events?.takes(event.labId, event)) this.#apply(event);
  }

  get #frames(): Pick<LabRequest, 'from' | 'to' | 'every'> {
    const { frame, range } = this.#playback;
    if (this.part === 'frame') return { from: frame, to: frame + 1 };
    const every = this.every === null || this.kind === 'jumps' ? {} : { every: this.every };
    return this.part === 'range' ? { from: range.first, to: range.last + 1, ...every } : every;
  }

  #apply(event: LabEvent): void {
    if (event.type === 'lab-failed') {
      this.run = { phase: 'failed', error: SteerscopeError.fromWire(event.error) };
      return;
    }
    const { result } = event;
    const { kind } = result.request.experiment;
    const cancelled = event.type === 'lab-finished' && event.cancelled;
    this.#found = { ...this.#found, [kind]: { result, with: this.#startedWith, cancelled } };
    this.run =
      event.type === 'lab-progress'
        ? { phase: 'running', done: event.done, total: event.total }
        : { phase: 'finished', cancelled };
  }
}

/** An experiment has only its own. */
const numbersOf = (experiment: Experiment): Partial<Readonly<Record<NumberName, number | null>>> =>
  experiment as object;
