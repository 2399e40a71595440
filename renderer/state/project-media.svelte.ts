import type { Problem } from '../../shared/problem.ts';
import type { MissingMedia, ProjectContents } from '../../shared/project.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { givenMapping, networkRequest } from './ask-again.ts';
import type { Comparison } from './comparison.svelte.ts';
import { driveFingerprint } from './drive-fingerprint.ts';
import type { ExpectedDrive } from './expected-drive.ts';
import type { PlacePart } from './place-part.ts';
import { heldNetwork } from './project-substance.ts';
import type { Session } from './session.svelte.ts';
import type { Undo } from './undo.svelte.ts';

type HeldMedia = Pick<ProjectContents, 'drive' | 'networks'>;

interface Media {
  readonly api: ApiClient;
  readonly session: Session;
  readonly comparison: Comparison;
  readonly place: PlacePart;
  readonly undo: Undo;
  /** Told what the project says of its drive. */
  readonly expectedDrive: ExpectedDrive;
}

/** The drive and the networks of a project: those that are open, and those that are not where they were. */
export class ProjectMedia {
  missing = $state.raw<readonly MissingMedia[]>([]);

  readonly #media: Media;
  /** What the project says of them. */
  #held: HeldMedia | null = null;

  constructor(media: Media) {
    this.#media = media;
  }

  /** What is missing, as problems: they stay for who went on without. */
  get problems(): readonly Problem[] {
    return this.missing.map(({ kind, path }) => ({
      ...{ severity: 'warning', code: 'media-missing', place: path, frame: null },
      message: `The project’s ${kind} is not where it was, or cannot be opened.`,
    }));
  }

  /** Opens what a project says and is there. */
  async open(held: HeldMedia, missing: readonly MissingMedia[]): Promise<void> {
    this.#held = held;
    this.missing = missing;
    const isThere = (path: string): boolean => !this.missing.some((media) => media.path === path);
    const { drive, networks } = held;
    if (drive && isThere(drive.path)) await this.#reopen('drive', drive.path, drive.path);
    const paths = networks.map((network) => network.path);
    for (const path of paths.filter((one, index) => paths.indexOf(one) === index))
      if (isThere(path)) await this.#reopen('network', path, path);
  }

  /** Something missing has been found at `to`; what has moved along with it is found, too. @returns what keeps it from opening. */
  async relink({ kind, path: from }: MissingMedia, to: string): Promise<SteerscopeError | null> {
    const others = this.missing.filter(({ path }) => path !== from).map(({ path }) => path);
    const moved = await this.#media.api.relink({ from, to, others }).catch(() => []);
    const error = await this.#reopen(kind, from, to);
    for (const move of error ? [] : moved) {
      const media = this.missing.find(({ path }) => path === move.from);
      if (media) await this.#reopen(media.kind, move.from, move.to);
    }
    return error;
  }

  /** As they are now, by absolute paths; what is missing, as the project says it. */
  contents(): HeldMedia {
    const { session, comparison } = this.#media;
    const { drive, columns, info } = session;
    const held = this.#held;
    const isWhole = info?.driveReading !== 'first-frames';
    const main = networkRequest(info);
    const compared = comparison.entries.map((entry) => heldNetwork(networkRequest(entry.info) ?? entry.request));
    const absent = held?.networks.filter(({ path }) => this.missing.some((media) => media.path === path)) ?? [];
    return {
      drive:
        drive && columns
          ? {
              path: drive.path,
              mapping: givenMapping(drive),
              format: drive.format,
              frameCount: isWhole ? drive.frameCount : null,
              fingerprint: driveFingerprint(columns),
            }
          : (held?.drive ?? null),
      // The first is the main one when it opens again.
      networks: main ? [heldNetwork(main), ...compared, ...absent] : [...absent, ...compared],
    };
  }

  /** No project says anything of what is open. */
  forget(): void {
    this.missing = [];
    this.#held = null;
  }

  /** Opens a drive or network of the project, at its place or another. One that does not open counts as missing. */
  async #reopen(kind: MissingMedia['kind'], from: string, to: string): Promise<SteerscopeError | null> {
    const { session, comparison, place, undo, expectedDrive } = this.#media;
    const held = this.#held;
    let error: SteerscopeError | null = null;
    if (kind === 'drive' && held?.drive) {
      const { mapping } = held.drive;
      error = await session.openDrive(to, mapping ? { mapping } : {});
      expectedDrive.expect(error ? null : held.drive);
      place.settle();
      undo.forget();
    } else {
      for (const { path, ...how } of held?.networks ?? []) {
        if (path !== from) continue;
        error ??= await (session.model ? comparison.add({ modelPath: to, ...how }) : session.openNetwork(to, how));
      }
    }
    const isKnown = this.missing.some(({ path }) => path === from);
    if (!error) this.missing = this.missing.filter(({ path }) => path !== from);
    else if (!isKnown) this.missing = [...this.missing, { kind, path: from, candidates: [] }];
    return error;
  }
}
