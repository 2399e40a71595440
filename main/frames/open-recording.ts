import { openMessages, type RecordedMessages, type RecordingContainer } from '../containers/read-message.ts';

/** Opening a database takes longer than reading a picture out of it. */
const idleMs = 2000;

interface OpenRecording {
  readonly key: string;
  readonly messages: Promise<RecordedMessages>;
  readonly idle: NodeJS.Timeout;
  users: number;
  /** Nobody asks it any more: closed by its last user. */
  isLeft: boolean;
}

let last: OpenRecording | null = null;

/**
 * Runs `work` on the messages of a file; the file that was asked last stays open for a moment.
 * @param stamp another one for another content.
 * @throws whatever opening and `work` throw.
 */
export async function withRecording<Result>(
  container: RecordingContainer,
  path: string,
  stamp: string,
  work: (messages: RecordedMessages) => Promise<Result>,
): Promise<Result> {
  const key = `${container} ${stamp}`;
  if (last?.key !== key) {
    leave();
    const idle = setTimeout(leave, idleMs).unref();
    const opened: OpenRecording = { key, messages: openMessages(container, path), idle, users: 0, isLeft: false };
    last = opened;
    // What could not be opened is tried anew the next time.
    opened.messages.catch(() => {
      if (last === opened) leave();
    });
  }
  const mine = last;
  mine.idle.refresh();
  mine.users += 1;
  try {
    return await work(await mine.messages);
  } finally {
    mine.users -= 1;
    if (mine.isLeft) closeUnused(mine);
  }
}

/** Lets go of the file; it is opened again when it is asked for. */
export function closeRecording(): void {
  leave();
}

function leave(): void {
  const mine = last;
  last = null;
  if (mine === null) return;
  clearTimeout(mine.idle);
  mine.isLeft = true;
  closeUnused(mine);
}

function closeUnused({ users, messages }: OpenRecording): void {
  // One that could not be opened has said so to who asked for it.
  if (users === 0) messages.then((opened) => opened.close()).catch(() => null);
}
