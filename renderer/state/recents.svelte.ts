import type { Recent, RecentKind } from '../../shared/project.ts';
import type { ApiClient } from '../api.ts';

/** What any window opened last: drives, networks, projects. */
export class Recents {
  /** The newest first. */
  list = $state.raw<readonly Recent[]>([]);
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  of(kind: RecentKind): readonly Recent[] {
    return this.list.filter((recent) => recent.kind === kind);
  }

  /** Asks anew; what cannot be had stays as it was, since nothing depends on it. */
  refresh(): Promise<void> {
    return this.#take(this.#api.recents());
  }

  /** @param path null: all. */
  forget(path: string | null): Promise<void> {
    return this.#take(this.#api.forgetRecents(path));
  }

  async #take(asked: Promise<readonly Recent[]>): Promise<void> {
    this.list = await asked.catch(() => this.list);
  }
}
