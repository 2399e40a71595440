import type { SessionState } from '../../shared/session.ts';
import type { DriveChange } from './analysis-session.ts';
import { DriveFollower, type UnfinishedDrive } from './drive-follower.ts';
import { NetworkFollower } from './network-follower.ts';
import type { SerialQueue } from './serial-queue.ts';
import type { SessionContents } from './session-contents.ts';

interface FollowerEvents {
  /** There is more of the drive, or it cannot be followed any further. */
  onDriveChanged(change: DriveChange): void;
  /** The network was opened again, or could not be. */
  onNetworkChanged(state: SessionState): void;
}

/** Keeps what a session has open up with its files: a drive of which there is more, a network that is written anew. */
export class SessionFollowers {
  readonly #open: SessionContents;
  readonly #queue: SerialQueue;
  readonly #events: FollowerEvents;
  #drive: DriveFollower | null = null;
  #network: NetworkFollower | null = null;

  /** @param queue of the session: nothing changes while something else is done. */
  constructor(open: SessionContents, queue: SerialQueue, events: FollowerEvents) {
    this.#open = open;
    this.#queue = queue;
    this.#events = events;
  }

  /** Reads what is still to come of the drive that is open now. */
  followDrive(): void {
    this.#followDrive(this.#open.unfinished);
  }

  /** The same, of a drive that was read as one that is whole: what is half written at its end was counted as damage. */
  followDriveAnew(): void {
    const { unfinished } = this.#open;
    this.#followDrive(unfinished && { ...unfinished, reading: { ...unfinished.reading, isWhole: false } });
  }

  /** Opens the network again when its files are written anew, as long as that is asked for. */
  followNetwork(): void {
    const files = this.#open.followedFiles;
    if (files === (this.#network?.files ?? null)) return;
    this.#network?.stop();
    this.#network = null;
    if (files === null) return;
    const tell = (change: () => void): void =>
      void this.#queue.run(async () => {
        if (follower !== this.#network) return;
        change();
        this.#events.onNetworkChanged(this.#open.state);
      });
    const follower = new NetworkFollower(files, {
      open: async () => {
        // Files are read while frames are looked at; only then all waits for the engine.
        const take = await this.#open.readNetworkAgain();
        return this.#queue.run(async () => {
          await take();
          this.#events.onNetworkChanged(this.#open.state);
          return this.#open.network.files;
        });
      },
      onUnchanged: (now) => tell(() => this.#open.touchNetwork(now)),
      onRefused: (reason) => tell(() => this.#open.refuseNetwork(reason)),
    });
    this.#network = follower;
  }

  /** Nothing is opened and told any more. */
  stop(): void {
    this.#drive?.stop();
    this.#network?.stop();
  }

  #followDrive(unfinished: UnfinishedDrive | null): void {
    this.#drive?.stop();
    this.#drive = null;
    if (unfinished === null) return;
    const tell = (change: () => Promise<boolean>): Promise<void> =>
      this.#queue.run(async () => {
        if (follower !== this.#drive) return;
        const sameFrames = await change();
        this.#events.onDriveChanged({ state: this.#open.state, sameFrames });
      });
    const follower = new DriveFollower(unfinished, {
      onRead: (drive) => tell(() => this.#open.takeReading(drive)),
      onLost: (reason) =>
        void tell(async () => {
          this.#open.loseDrive(reason);
          return true;
        }),
    });
    this.#drive = follower;
  }
}
