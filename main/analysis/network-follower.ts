import { setTimeout as sleep } from 'node:timers/promises';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { areSameFiles, contentOf, filesNow, type NetworkFiles } from '../models/network-files.ts';

/** How often the files of a network are looked at; written to no longer is what is the same twice. */
const lookMs = 1000;

export interface FollowedNetwork {
  /** Opens what is in the files now, in place of what is open. @returns the files that were read. @throws what keeps it. */
  open(): Promise<NetworkFiles>;
  /** What is open is in the files as they are now, though they were touched, or could not be opened for a while. */
  onUnchanged(files: NetworkFiles): void;
  /** The files cannot be opened as they are now. */
  onRefused(reason: SteerscopeError): void;
}

/**
 * Opens a network again whenever training has written its files anew: once they rest, and unless the same is in them. What
 * cannot be opened is left until the files change again.
 */
export class NetworkFollower {
  readonly #network: FollowedNetwork;
  readonly #rest: (signal: AbortSignal) => Promise<unknown>;
  readonly #stopping = new AbortController();
  #opened: NetworkFiles;

  /**
   * @param files of the network that is open.
   * @param rest between two looks.
   */
  constructor(
    files: NetworkFiles,
    network: FollowedNetwork,
    rest = (signal: AbortSignal): Promise<unknown> => sleep(lookMs, undefined, { signal, ref: false }),
  ) {
    this.#opened = files;
    this.#network = network;
    this.#rest = rest;
    void this.#run();
  }

  /** As they were when what is open was read. */
  get files(): NetworkFiles {
    return this.#opened;
  }

  /** Nothing is opened and told any more. */
  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let content = await contentIn(this.#opened);
    let before = this.#opened;
    let refused: NetworkFiles | null = null;
    while (!signal.aborted) {
      await this.#rest(signal).catch(() => undefined);
      if (signal.aborted) return;
      const now = filesNow(this.#opened);
      const rests = areSameFiles(now, before);
      before = now;
      if (!rests || areSameFiles(now, refused ?? this.#opened)) continue;
      const isOpen = areSameFiles(now, this.#opened) || (content !== null && content === (await contentIn(now)));
      if (signal.aborted) return;
      if (isOpen) {
        this.#opened = now;
        refused = null;
        this.#network.onUnchanged(now);
        continue;
      }
      try {
        this.#opened = await this.#network.open();
        refused = null;
        before = this.#opened;
        content = await contentIn(this.#opened);
      } catch (thrown) {
        const reason = SteerscopeError.from(thrown);
        // Something else was changed meanwhile: at the next look.
        if (signal.aborted || reason.code === 'cancelled') continue;
        refused = now;
        this.#network.onRefused(reason);
      }
    }
  }
}

/** Null while they are being written. */
async function contentIn(files: NetworkFiles): Promise<string | null> {
  const content = await contentOf(files);
  return areSameFiles(filesNow(files), files) ? content : null;
}
