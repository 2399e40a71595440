import type { SessionInfo } from '../../shared/session.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';

interface Wanted {
  readonly info: SessionInfo | null;
  readonly frame: number | null;
  readonly edits: PictureEdits;
}

/** The numbers that the network is given for a frame; one request at a time, the newest wins. */
export class NetworkInput {
  /** One map a channel; empty while there are none. */
  channels = $state.raw<readonly Map2d[]>([]);
  /** The frame that `channels` are of; null while there are none. */
  frame = $state<number | null>(null);
  error = $state.raw<SteerscopeError | null>(null);

  readonly #api: ApiClient;
  #wanted: Wanted = { info: null, frame: null, edits: [] };
  #busy = false;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** Call in an effect, with what is on the screen. @param edits made on the picture before. */
  show(info: SessionInfo | null, frame: number | null, edits: PictureEdits = this.#wanted.edits): void {
    const wanted = this.#wanted;
    if (info === wanted.info && frame === wanted.frame && edits === wanted.edits) return;
    this.#wanted = { info, frame, edits };
    if (!this.#busy) void this.#fetchNewest();
  }

  async #fetchNewest(): Promise<void> {
    this.#busy = true;
    for (let asked: Wanted | null = null; asked !== this.#wanted;) {
      asked = this.#wanted;
      const { info, frame, edits } = asked;
      if (!info?.drive || !info.model || frame === null) this.#take([], null, null);
      else
        await this.#api.networkInput(info.id, frame, new AbortController().signal, edits).then(
          (channels) => this.#take(channels, frame, null),
          (thrown: unknown) => this.#take([], null, SteerscopeError.from(thrown)),
        );
    }
    this.#busy = false;
  }

  #take(channels: readonly Map2d[], frame: number | null, error: SteerscopeError | null): void {
    this.channels = channels;
    this.frame = frame;
    this.error = error;
  }
}
