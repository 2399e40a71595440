import type { HostInfo } from '../../shared/host-info.ts';
import type { SessionRequest } from '../../shared/session.ts';
import type { Recents } from '../project/recents.ts';

/** What a request has opened is recent from now on, but for the demo, which is always at hand. */
export function noteOpened(recents: Recents, { demo }: HostInfo, { drivePath, modelPath }: SessionRequest): void {
  if (drivePath && drivePath !== demo?.drivePath) void recents.note('drive', drivePath);
  if (modelPath && modelPath !== demo?.modelPath) void recents.note('network', modelPath);
}
