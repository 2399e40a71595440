import type { HostInfo } from '../../shared/host-info.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';

/** The host that serves the page. */
export class Host {
  /** Null until it has answered. */
  info = $state.raw<HostInfo | null>(null);
  /** Why the page could not start. */
  error = $state.raw<SteerscopeError | null>(null);
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** @returns null when it does not answer; `error` says why. */
  async ask(): Promise<HostInfo | null> {
    this.error = null;
    try {
      return (this.info = await this.#api.host());
    } catch (thrown) {
      this.error = SteerscopeError.from(thrown);
      return null;
    }
  }
}
