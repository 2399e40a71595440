import type { HostInfo } from '../../shared/host-info.ts';
import type { Journals } from '../project/journals.ts';
import type { Recents } from '../project/recents.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What a host gives the API. */
export interface ApiServices {
  readonly host: HostInfo;
  readonly sessions: SessionRegistry;
  readonly journals: Journals;
  readonly recents: Recents;
  /** Folder of the built page, `out/renderer`. */
  readonly pageFolder: string;
}
