import { channelFigures, type ChannelFigures } from '../../shared/channel-figures.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';

/** What a stage gave for a frame. */
export interface ChannelsAsked {
  readonly session: string;
  readonly frame: number;
  readonly stage: number;
  readonly activation: string;
  /** Made on the picture before. @default none */
  readonly edits?: PictureEdits;
}

export interface ChannelsShown extends ChannelsAsked {
  readonly maps: readonly Map2d[];
  /** One a map. */
  readonly figures: readonly ChannelFigures[];
}

/** Values that are looked at before others get their turn: about 2 ms. */
const valuesAtOnce = 400_000;

/** The channels of the stage that is looked at, with their figures; one request at a time, the newest wins. */
export class StageChannels {
  /** The last that came, perhaps of another frame by now. */
  shown = $state.raw<ChannelsShown | null>(null);
  error = $state.raw<SteerscopeError | null>(null);

  readonly #api: ApiClient;
  /** Between two requests, in milliseconds: the frames of a drive that is playing come first. */
  readonly #restMs: () => number;
  #wanted: ChannelsAsked | null = null;
  #busy = false;

  constructor(api: ApiClient, restMs: () => number = () => 0) {
    this.#api = api;
    this.#restMs = restMs;
  }

  /** Call in an effect, with what is on the screen; null: nothing is looked at. */
  show(wanted: ChannelsAsked | null): void {
    const before = this.#wanted;
    const isSameStage = wanted !== null && wanted.session === before?.session && wanted.stage === before.stage;
    if (isSameStage && wanted.frame === before?.frame && wanted.edits === before.edits) return;
    if (!isSameStage && before) this.forget();
    this.#wanted = wanted;
    if (!this.#busy) void this.#fetchNewest();
  }

  /** The same frame gives other maps now. */
  forget(): void {
    this.#wanted = null;
    this.shown = null;
    this.error = null;
  }

  async #fetchNewest(): Promise<void> {
    this.#busy = true;
    for (let asked: ChannelsAsked | null = null; this.#wanted !== null && asked !== this.#wanted;) {
      asked = this.#wanted;
      const { session, frame, stage, edits } = asked;
      try {
        const maps = await this.#api.stageChannels(session, frame, stage, new AbortController().signal, edits);
        const figures = await figuresInTurns(maps, asked.activation);
        if (this.#isOfWantedStage(asked)) [this.shown, this.error] = [{ ...asked, maps, figures }, null];
      } catch (thrown) {
        const error = SteerscopeError.from(thrown);
        if (error.code !== 'cancelled' && this.#isOfWantedStage(asked)) [this.shown, this.error] = [null, error];
      }
      const restMs = this.#restMs();
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    this.#busy = false;
  }

  #isOfWantedStage({ session, stage }: ChannelsAsked): boolean {
    return this.#wanted?.session === session && this.#wanted.stage === stage;
  }
}

/** Figures of all maps, giving way to the rest of the page in between. */
async function figuresInTurns(maps: readonly Map2d[], activation: string): Promise<ChannelFigures[]> {
  const figures: ChannelFigures[] = [];
  let sinceTurn = 0;
  for (const map of maps) {
    if (sinceTurn > valuesAtOnce) {
      await new Promise((resolve) => setTimeout(resolve));
      sinceTurn = 0;
    }
    figures.push(channelFigures(map, activation));
    sinceTurn += map.values.length;
  }
  return figures;
}
