import type { DriveSession } from '../../shared/drive.ts';

/** More than a person tells apart; what lies behind belongs to the last. */
const maxSessions = 10_000;
const maxNameLength = 100;

/** The sessions of frames that each name theirs; one without a name goes on with the session before it. */
export function sessionsOf(names: Iterable<string | undefined>): DriveSession[] {
  const sessions: DriveSession[] = [];
  let current: string | undefined;
  let frame = 0;
  for (const name of names) {
    if (name !== undefined && name !== current && sessions.length < maxSessions) {
      // Frames before the first name are no session of their own.
      sessions.push({ name: name.slice(0, maxNameLength), firstFrame: current === undefined ? 0 : frame });
      current = name;
    }
    frame += 1;
  }
  return sessions;
}
