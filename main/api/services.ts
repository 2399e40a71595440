import type { HostInfo } from '../../shared/api.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What a host gives the API. */
export interface ApiServices {
  readonly host: HostInfo;
  readonly sessions: SessionRegistry;
  /** Folder of the built page, `out/renderer`. */
  readonly pageFolder: string;
}
