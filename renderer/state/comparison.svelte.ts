import { untrack } from 'svelte';
import type { SessionInfo } from '../../shared/session.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { givenMapping, type NetworkRequest } from './ask-again.ts';
import { ComparedNetwork, predictionFingerprint, type ComparedDrive } from './compared-network.svelte.ts';
import type { Session } from './session.svelte.ts';

/** How the camera shows several networks; `off`: the main one alone. */
export const compareModes = ['off', 'side', 'wipe', 'difference'] as const;
export type CompareMode = (typeof compareModes)[number];

/** By how much differences are multiplied before they are drawn. */
export const gains: readonly number[] = [1, 2, 4, 8];

/** Each holds a network in memory, and all are worked out for every frame that is looked at. */
export const mostCompared = 3;

/** The main network among the ids of the compared ones. */
export const mainId: string = 'main';

/** Networks that are compared with the one that is open. */
export class Comparison {
  /** In the order in which they were added. */
  entries = $state.raw<readonly ComparedNetwork[]>([]);
  /** What lies left of the divider; the other is subtracted from it. Never the same as `b` while something is compared. */
  a = $state(mainId);
  b = $state(mainId);
  /** 0..1 of the picture's width, where the divider stands. */
  wipeAt = $state(0.5);
  gain = $state(1);
  #mode = $state<CompareMode>('off');

  readonly #api: ApiClient;
  readonly #session: Session;
  #count = 0;
  #looked = 0;
  #sessionId: string | null = null;

  constructor(api: ApiClient, session: Session) {
    this.#api = api;
    this.#session = session;
  }

  readonly mode: CompareMode = $derived(this.entries.length > 0 ? this.#mode : 'off');
  readonly isFull = $derived(this.entries.length >= mostCompared);
  readonly #mainFingerprint = $derived.by(() => predictionFingerprint(this.#session.info));

  /** Those with predictions of their own: not the main network once more, by another method. */
  readonly networks: readonly ComparedNetwork[] = $derived.by(() =>
    this.entries.filter((entry) => !this.predictsAsMain(entry)),
  );

  predictsAsMain({ fingerprint }: ComparedNetwork): boolean {
    return fingerprint !== '' && fingerprint === this.#mainFingerprint;
  }

  setMode(mode: CompareMode): void {
    this.#mode = mode;
  }

  nextMode(): void {
    if (this.entries.length === 0) return;
    this.#mode = compareModes[(compareModes.indexOf(this.mode) + 1) % compareModes.length] ?? 'off';
  }

  chooseA(id: string): void {
    if (id === this.b) this.b = this.a;
    this.a = id;
  }

  chooseB(id: string): void {
    if (id === this.a) this.a = this.b;
    this.b = id;
  }

  exchange(): void {
    [this.a, this.b] = [this.b, this.a];
  }

  /** @returns what keeps it from opening; null when it is open, or there is no room for it. */
  async add(request: NetworkRequest): Promise<SteerscopeError | null> {
    if (this.isFull) return null;
    const entry = new ComparedNetwork(this.#api, `compared-${(this.#count += 1)}`, this.#freeColour(), request);
    this.entries = [...this.entries, entry];
    if (this.b === mainId) this.b = entry.id;
    entry.follow(comparedDrive(this.#session.info), this.#session.columns);
    await entry.opened();
    const { error } = entry;
    if (error) this.remove(entry);
    else if (this.entries.length === 1 && this.#mode === 'off') this.#mode = 'side';
    return error;
  }

  remove(entry: ComparedNetwork): void {
    entry.close();
    this.entries = this.entries.filter((other) => other !== entry);
    const first = this.entries[0]?.id ?? mainId;
    if (this.a === entry.id) this.a = this.b === mainId ? first : mainId;
    if (this.b === entry.id) this.b = this.a === mainId ? first : mainId;
    if (this.entries.length === 0) this.#mode = 'off';
  }

  /** Puts another network in the place of one, with its colour. */
  replace(entry: ComparedNetwork, request: NetworkRequest): void {
    entry.close();
    const next = new ComparedNetwork(this.#api, entry.id, entry.colour, request);
    this.entries = this.entries.map((other) => (other === entry ? next : other));
    next.follow(comparedDrive(this.#session.info), this.#session.columns);
  }

  /**
   * Call in an effect: keeps the networks to the drive that is open, and lets their runs go one after another, behind that
   * of the main one.
   */
  tend(): void {
    const { info, columns, connection, opening, run, edits } = this.#session;
    const mainIsBusy = run.progress !== null || opening !== null;
    for (const entry of this.networks) void (entry.turn.isWanted || entry.run.progress);
    const { entries } = this;
    untrack(() => {
      for (const entry of entries) entry.lookEdited(edits);
      if (connection === 'there') this.#keepTo(info, columns);
      const running = this.entries.find((entry) => entry.run.progress);
      if (mainIsBusy) running?.turn.pause();
      else if (!running) this.networks.find(({ turn }) => turn.isWanted)?.turn.start();
    });
  }

  #keepTo(info: SessionInfo | null, columns: DriveColumns | null): void {
    const isBack = info !== null && this.#sessionId !== null && info.id !== this.#sessionId;
    this.#sessionId = info?.id ?? this.#sessionId;
    const drive = comparedDrive(info);
    for (const entry of this.entries) {
      entry.follow(drive, columns);
      if (isBack && entry.error) void entry.open();
    }
  }

  /**
   * The frame on the screen is another one; null: no mask of a compared network is looked at.
   *
   * @param playing whether the next ones come by themselves.
   */
  look(frame: number | null, playing: boolean): void {
    const steps = frame === null ? 0 : frame - this.#looked;
    this.#looked = frame ?? this.#looked;
    const step = playing && steps !== 0 ? steps : steps < 0 ? -1 : 1;
    for (const { frames } of this.entries) {
      if (frame === null) frames.rest();
      else frames.look(frame, step, playing);
    }
  }

  dispose(): void {
    for (const entry of this.entries) entry.close();
    this.entries = [];
  }

  #freeColour(): string {
    const colours = Array.from({ length: mostCompared }, (_, index) => `var(--compared-${index + 1})`);
    return colours.find((colour) => this.entries.every((entry) => entry.colour !== colour)) ?? 'var(--compared-1)';
  }
}

function comparedDrive(info: SessionInfo | null): ComparedDrive | null {
  if (!info?.drive) return null;
  return {
    drivePath: info.drive.path,
    mapping: givenMapping(info.drive),
    watch: info.driveReading === 'watching',
    followNetwork: info.networkVersion?.followed ?? false,
  };
}
