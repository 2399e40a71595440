import type { SaveMappingRequest } from '../../shared/api.ts';
import type { SessionState } from '../../shared/session.ts';
import type { Drive } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { lastWrittenMs, type NetworkFiles } from '../models/network-files.ts';
import { DataDrive } from '../drives/drive-data.ts';
import type { IndexedDrive } from '../drives/indexed-drive.ts';
import { closePictures } from '../frames/read-frame.ts';
import { readPooling } from '../saliency/compose-pooling.ts';
import { ImageAnalyser } from './analyse-images.ts';
import type { SessionChanges } from './analysis-session.ts';
import { isContinued } from './continued-drive.ts';
import type { UnfinishedDrive } from './drive-follower.ts';
import { openCheckedDrive } from './open-checked-drive.ts';
import { feedOtherwise, openNetwork, readNetwork, startNetwork, type Network } from './open-network.ts';
import { frameNumbers, type FrameNumbers } from './other-inputs.ts';
import { saveSidecar, sidecarPath } from './preprocessing-file.ts';
import { cancellation } from './refuse-cancelled.ts';
import { saveMapping, seenMapping, type SeenMapping } from './save-mapping.ts';
import { mergeChanges, nothingAsked, type Asked } from './session-changes.ts';
import { driveLost, networkCamera, networkNotReopened, sessionProblems } from './session-problems.ts';
import { chooseSteering, type SteeringReader } from './steering-reader.ts';

/** So many are read in a tenth of a second, and keep a user busy while the rest is read. */
const firstRecords = 2000;

/**
 * What a session has open, and what follows from it: how the steering is read, what works on pictures, what does not fit.
 * Its caller changes one thing at a time.
 */
export class SessionContents {
  readonly #threads: number | undefined;
  #drive: DataDrive | null = null;
  /** Why the drive cannot be read any further. */
  #lost: Problem | null = null;
  #network: Network | null = null;
  /** How many writings of its files have been opened. */
  #networkNumber = 0;
  /** Why the network's files, written anew, are not open. */
  #refused: Problem | null = null;
  #steering: SteeringReader | null = null;
  #analyser: ImageAnalyser | null = null;
  #asked: Asked = nothingAsked;
  #problems: readonly Problem[] = [];
  /** Fingerprint of the file beside the network as it was last read or saved, whatever preprocessing came after. */
  #seenFile: string | null = null;
  /** The mapping that was last read from a file or saved there, whatever mapping came after. */
  #seenMapping: SeenMapping | null = null;

  /** @param threads that the engine may use; the machine's cores when left out. */
  constructor(threads?: number) {
    this.#threads = threads;
  }

  get state(): SessionState {
    return {
      drive: this.#drive?.info ?? null,
      driveReading: this.#driveReading,
      model: this.#network?.model.info ?? null,
      networkVersion: this.#network && {
        followed: this.#asked.followNetwork,
        number: this.#networkNumber,
        writtenAtMs: lastWrittenMs(this.#network.files),
        stamp: JSON.stringify([...this.#network.files]),
      },
      engine: this.#network?.engine.info ?? null,
      asked: { engine: this.#asked.engine, device: this.#asked.device },
      preprocessing: this.#network?.preprocessing ?? null,
      preprocessingSource: this.#network?.preprocessingSource ?? null,
      preprocessingFile: this.#network && sidecarPath(this.#network.path),
      steering: this.#steering?.state ?? null,
      pooling: this.#asked.pooling,
      method: this.#asked.method,
      problems: [...this.#problems, ...(this.#lost ? [this.#lost] : []), ...(this.#refused ? [this.#refused] : [])],
    };
  }

  /** What is, or will be, still to be read of the drive; null when it is whole. */
  get unfinished(): UnfinishedDrive | null {
    const { drivePath, mapping, watch } = this.#asked;
    if (!this.#drive || drivePath === null || this.#driveReading === 'whole') return null;
    const options = { ...(mapping && { mapping }), growing: watch };
    return { path: drivePath, options, reading: this.#drive.reading };
  }

  /** The files of the network that are to be followed; null when none are. */
  get followedFiles(): NetworkFiles | null {
    return this.#asked.followNetwork ? (this.#network?.files ?? null) : null;
  }

  get #driveReading(): SessionState['driveReading'] {
    if (this.#drive?.reading.isWhole === false) return 'first-frames';
    return this.#drive && this.#asked.watch ? 'watching' : 'whole';
  }

  /** @throws SteerscopeError `bad-request` when none is open. */
  get drive(): Drive {
    if (this.#drive) return this.#drive;
    throw new SteerscopeError('bad-request', 'No drive is open.', 'Open a drive first.');
  }

  get hasNetwork(): boolean {
    return this.#network !== null;
  }

  /** @throws SteerscopeError `bad-request` when none is open; as `analyser` and `steering`. */
  get network(): Network {
    if (this.#network) return this.#network;
    throw new SteerscopeError('bad-request', 'No network is open.', 'Open a network first.');
  }

  get analyser(): ImageAnalyser {
    return withNetwork(this.network, this.#analyser);
  }

  get steering(): SteeringReader {
    return withNetwork(this.network, this.#steering);
  }

  /** Camera whose pictures the network sees. */
  get camera(): string {
    return networkCamera(this.drive, this.#network);
  }

  /** What the network's other inputs are given. */
  numbersOf(frame: number): FrameNumbers {
    return frameNumbers(this.network.otherInputs, this.#drive?.columns ?? null, frame);
  }

  /** Opens what is asked for and then lets go of what it replaces; when opening fails nothing has changed. */
  async change(changes: SessionChanges, signal: AbortSignal | undefined): Promise<void> {
    const asked = mergeChanges(this.#asked, changes);
    const drive = await this.#changedDrive(changes, asked, signal);
    let network: Network | null = null;
    try {
      network = await this.#changedNetwork(changes, asked, signal);
      await this.#swap(drive, network, asked);
      if (changes.modelPath !== undefined) this.#networkNumber = 1;
    } catch (thrown) {
      if (drive !== this.#drive) drive?.dispose();
      if (network && network.engine !== this.#network?.engine) await network.dispose();
      throw thrown;
    }
  }

  /** @throws SteerscopeError `file-changed`, `output-not-writable`, `disk-full`. */
  async savePreprocessing(overwrite: boolean): Promise<void> {
    const { network } = this;
    const fileRead = await saveSidecar(network.path, network.preprocessing, { seen: this.#seenFile, overwrite });
    this.#network = { ...network, preprocessingSource: 'file', fileRead };
    this.#seenFile = fileRead;
    this.#asked = { ...this.#asked, preprocessing: null };
  }

  /** @throws SteerscopeError `bad-request` when the columns are guessed, `file-changed`, `output-not-writable`, `disk-full`. */
  async saveMapping(request: SaveMappingRequest): Promise<void> {
    const { info } = this.drive;
    const mapping = await saveMapping(info, this.#seenMapping, request);
    this.#seenMapping = seenMapping(mapping) ?? this.#seenMapping;
    if (this.#drive) {
      const { data, reading } = this.#drive;
      this.#drive = new DataDrive({ ...data, info: { ...info, mapping } }, reading);
    }
    if (mapping.source !== 'given') this.#asked = { ...this.#asked, mapping: null };
  }

  /**
   * Takes what a later reading of the open drive found.
   * @returns whether the frames known before are the first ones now.
   */
  async takeReading({ data, reading }: IndexedDrive): Promise<boolean> {
    const before = this.drive.columns;
    await this.#swap(new DataDrive(data, reading), this.#network, this.#asked);
    return isContinued(before, data.columns);
  }

  /** The drive cannot be read any further; what was read of it stays. */
  loseDrive(reason: SteerscopeError): void {
    this.#lost = driveLost(this.#driveReading, reason);
  }

  /**
   * Reads the files of the open network as they are now. A preprocessing that was given stays where it fits; another
   * architecture may need another.
   * @returns what takes the place of the network that is open, unless something else was changed meanwhile.
   */
  async readNetworkAgain(): Promise<() => Promise<void>> {
    const asked = this.#asked;
    const { path } = this.network;
    const given = asked.preprocessing;
    const read = await readNetwork(path, given).catch((thrown: unknown) => {
      if (given === null || isOfFiles(thrown)) throw thrown;
      return readNetwork(path, null);
    });
    return async () => {
      if (asked !== this.#asked) {
        read.model.dispose();
        throw cancellation(undefined);
      }
      const network = await startNetwork(read, { ...asked, threads: this.#threads });
      const preprocessing = network.preprocessingSource === 'given' ? given : null;
      await this.#swap(this.#drive, network, { ...asked, preprocessing }).catch(async (thrown: unknown) => {
        if (network.engine !== this.#network?.engine) await network.dispose();
        throw thrown;
      });
      this.#networkNumber += 1;
    };
  }

  /** What is open is in the network's files as they are now. */
  touchNetwork(files: NetworkFiles): void {
    this.#network = { ...this.network, files };
    this.#refused = null;
  }

  /** The network's files were written anew and cannot be opened. */
  refuseNetwork(reason: SteerscopeError): void {
    this.#refused = networkNotReopened(reason);
  }

  /** Nothing is asked for any more: what is being read takes no place. */
  close(): Promise<void> {
    return this.#swap(null, null, nothingAsked);
  }

  async #changedDrive(
    changes: SessionChanges,
    { drivePath, mapping, watch, gradually }: Asked,
    signal: AbortSignal | undefined,
  ): Promise<DataDrive | null> {
    if (changes.drivePath === undefined && changes.mapping === undefined) return this.#drive;
    if (drivePath === null) return null;
    return openCheckedDrive(drivePath, {
      signal,
      growing: watch,
      ...(mapping && { mapping }),
      // The same drive read otherwise is left at its frame, so that all of it has to be there.
      ...(gradually && drivePath !== this.#asked.drivePath && { recordLimit: firstRecords }),
    });
  }

  async #changedNetwork(
    changes: SessionChanges,
    asked: Asked,
    signal: AbortSignal | undefined,
  ): Promise<Network | null> {
    const network = this.#network;
    if (asked.modelPath === null) return null;
    const { engine, device } = this.#asked;
    if (network && changes.modelPath === undefined && asked.engine === engine && asked.device === device) {
      if (changes.preprocessing === undefined) return network;
      const fed = await feedOtherwise(network, asked.preprocessing);
      if (fed) return fed;
    }
    return openNetwork(asked.modelPath, { ...asked, threads: this.#threads }, signal);
  }

  /** @throws SteerscopeError before anything has changed, when the network has no such steering output. */
  async #swap(drive: DataDrive | null, network: Network | null, asked: Asked): Promise<void> {
    const steering = network && chooseSteering(network.model.info, network.preprocessing.steering, drive?.info ?? null);
    const [oldDrive, oldNetwork] = [this.#drive, this.#network];
    this.#seenFile = network?.fileRead ?? (asked.modelPath === this.#asked.modelPath ? this.#seenFile : null);
    this.#seenMapping = seenMapping(drive?.info.mapping) ?? this.#seenMapping;
    this.#asked = asked;
    if (drive !== this.#drive) this.#lost = null;
    if (network?.files !== this.#network?.files || !asked.followNetwork) this.#refused = null;
    this.#drive = drive;
    this.#network = network;
    this.#steering = steering;
    this.#analyser =
      network &&
      steering &&
      new ImageAnalyser(network, {
        steering,
        stages: readPooling(network.model.info.stages, asked.pooling),
        method: asked.method,
      });
    this.#problems = network && steering ? await sessionProblems(network, steering, drive) : [];
    if (oldDrive && oldDrive !== drive) {
      oldDrive.dispose();
      await closePictures();
    }
    if (oldNetwork?.engine !== network?.engine) await oldNetwork?.dispose();
  }
}

/** Files that are missing or half written, whatever preprocessing goes with them. */
function isOfFiles(thrown: unknown): boolean {
  return ['not-found', 'not-readable', 'not-a-network'].includes(SteerscopeError.from(thrown).code);
}

function withNetwork<Part>(network: Network, part: Part | null): Part {
  if (part === null) throw new Error(`A network is open without what belongs to it: ${network.path}`);
  return part;
}
