import type { SessionRequest } from './session.ts';

/** GET /api/host: which host serves the page, and what to open first. */
export interface HostInfo {
  readonly host: 'desktop' | 'browser';
  readonly version: string;
  /** What the start asked for (arguments, file association); the demo when nothing was said. */
  readonly initial: SessionRequest;
  /** The project that the start asked for; null: none. */
  readonly project: string | null;
  readonly demo: { readonly drivePath: string; readonly modelPath: string } | null;
  readonly homeFolder: string;
}
