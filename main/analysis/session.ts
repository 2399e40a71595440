import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { SessionState } from '../../shared/api.ts';
import type { Drive, DriveColumns, FrameLocation } from '../../shared/drive.ts';
import type { Map2d, RgbaImage } from '../../shared/pixels.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { openDrive } from '../drives/registry.ts';
import type { EncodedFrame } from '../frames/encoded-frame.ts';
import { readEncodedFrame, readPicture } from '../frames/read-frame.ts';
import { readPooling } from '../saliency/compose-pooling.ts';
import { ImageAnalyser } from './analyse-images.ts';
import type { AnalyseOptions, AnalysisSession, Cancellable, LocatedFrame, SessionChanges } from './analysis-session.ts';
import { decodePictures, noPicture, type NumberedFrame } from './decode-pictures.ts';
import { inputMaps } from './input-maps.ts';
import { feedOtherwise, openNetwork, type Network } from './open-network.ts';
import { frameNumbers, type FrameNumbers } from './other-inputs.ts';
import { saveSidecar, sidecarPath } from './preprocessing-file.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { SerialQueue } from './serial-queue.ts';
import { mergeChanges, nothingAsked, type Asked } from './session-changes.ts';
import { networkCamera, sessionProblems } from './session-problems.ts';
import { chooseSteering, type SteeringReader } from './steering-reader.ts';
import { tryPreprocessings } from './try-preprocessings.ts';

export interface OpenSessionOptions extends SessionChanges {
  /** Threads that the engine may use; the machine's cores when left out. */
  readonly threads?: number | undefined;
}

/** Opens a session in this thread. @throws SteerscopeError whatever keeps the drive or the network from opening. */
export async function openSession(options: OpenSessionOptions, { signal }: Cancellable = {}): Promise<Session> {
  const { threads, ...changes } = options;
  const session = new Session(threads);
  await session.change(changes, { signal });
  return session;
}

/** The one place where drives, frames, networks, preprocessing, engines and saliency meet. */
export class Session implements AnalysisSession {
  readonly #threads: number | undefined;
  readonly #queue = new SerialQueue();
  #drive: Drive | null = null;
  #network: Network | null = null;
  #steering: SteeringReader | null = null;
  #analyser: ImageAnalyser | null = null;
  #asked: Asked = nothingAsked;
  #problems: readonly Problem[] = [];
  /** Fingerprint of the file beside the network as it was last read or saved, whatever preprocessing came after. */
  #seenFile: string | null = null;

  constructor(threads?: number) {
    this.#threads = threads;
  }

  /** Camera whose pictures the network sees. */
  get #camera(): string {
    return networkCamera(this.#openDrive(), this.#network);
  }

  get state(): SessionState {
    return {
      drive: this.#drive?.info ?? null,
      model: this.#network?.model.info ?? null,
      engine: this.#network?.engine.info ?? null,
      asked: { engine: this.#asked.engine, device: this.#asked.device },
      preprocessing: this.#network?.preprocessing ?? null,
      preprocessingSource: this.#network?.preprocessingSource ?? null,
      preprocessingFile: this.#network && sidecarPath(this.#network.path),
      steering: this.#steering?.state ?? null,
      pooling: this.#asked.pooling,
      problems: this.#problems,
    };
  }

  columns(): Promise<DriveColumns> {
    return this.#queue.run(async () => this.#openDrive().columns);
  }

  locateFrames(from: number, to: number, { signal }: Cancellable = {}): Promise<readonly LocatedFrame[]> {
    return this.#queue.run(async () => {
      return this.#locate(Array.from({ length: to - from }, (_, index) => from + index));
    }, signal);
  }

  /** Not queued behind running analyses: reading a file waits for nobody. */
  async encodedFrame(frame: number, camera: string | null, { signal }: Cancellable = {}): Promise<EncodedFrame> {
    refuseCancelled(signal);
    const drive = this.#openDrive();
    return readEncodedFrame(pictureOf(drive, frame, camera ?? networkCamera(drive, null)), { signal });
  }

  /** The pixels of a frame of the camera that the network sees; hand them to `analyseImages`, or draw on them. */
  async decodedFrame(frame: number): Promise<RgbaImage> {
    return readPicture(pictureOf(this.#openDrive(), frame, this.#camera));
  }

  async analyseFrame(frame: number, { signal }: Cancellable = {}): Promise<FrameAnalysis> {
    return this.#queue.run(async () => {
      const [picture] = await decodePictures(this.#numbered(this.#locate([frame])), signal);
      if (!picture) throw new Error(`Frame ${frame} was not read.`);
      return this.#openAnalyser().analyseOne(picture);
    }, signal);
  }

  analyseFrames(frames: readonly number[], options: AnalyseOptions = {}): Promise<readonly FrameAnalysis[]> {
    return this.#queue.run(async () => this.#analyseLocated(this.#locate(frames), options), options.signal);
  }

  analyseLocations(frames: readonly LocatedFrame[], options: AnalyseOptions = {}): Promise<readonly FrameAnalysis[]> {
    return this.#queue.run(() => this.#analyseLocated(frames, options), options.signal);
  }

  /** For a caller that needs the pixels as well (a clip): pictures it decoded itself, analysed in one batch. */
  analyseImages(
    pictures: readonly { readonly frame: number; readonly image: RgbaImage }[],
    { signal, saliency = true }: AnalyseOptions = {},
  ): Promise<readonly FrameAnalysis[]> {
    return this.#queue.run(() => {
      const decoded = pictures.map(({ frame, image }) => {
        return { frame, image, numbers: this.#numbersOf(frame), error: null, decodeMs: 0 };
      });
      return this.#openAnalyser().analyse(decoded, saliency);
    }, signal);
  }

  tryPreprocessings(
    frames: readonly LocatedFrame[],
    preprocessings: readonly Preprocessing[],
    { signal }: Cancellable = {},
  ): Promise<readonly Float64Array[]> {
    return this.#queue.run(async () => {
      const network = this.#openNetwork();
      if (!this.#steering) throw new Error('A network is open without its steering.');
      const pictures = await decodePictures(this.#numbered(frames), signal);
      return tryPreprocessings(network, this.#steering, pictures, preprocessings, signal);
    }, signal);
  }

  networkInput(frame: number, { signal }: Cancellable = {}): Promise<readonly Map2d[]> {
    return this.#queue.run(async () => {
      const analyser = this.#openAnalyser();
      return inputMaps(analyser.prepareOne(await this.decodedFrame(frame)), this.#openNetwork().model.info.input);
    }, signal);
  }

  stageChannels(frame: number, stageIndex: number, { signal }: Cancellable = {}): Promise<readonly Map2d[]> {
    return this.#queue.run(async () => {
      const [analyser, { model, engine }] = [this.#openAnalyser(), this.#openNetwork()];
      if (!model.info.stages[stageIndex])
        throw new SteerscopeError(
          'bad-request',
          `The network has ${model.info.stages.length} stages, so there is no stage ${stageIndex}: ${model.info.path}`,
          'Ask for one of the stages that the network lists, counted from 0.',
        );
      const image = await this.decodedFrame(frame);
      const numbers = this.#numbersOf(frame);
      return engine.activations(analyser.prepareOne(image), stageIndex, numbers);
    }, signal);
  }

  change(changes: SessionChanges, { signal }: Cancellable = {}): Promise<SessionState> {
    return this.#queue.run(async () => {
      const asked = mergeChanges(this.#asked, changes);
      const drive = await this.#changedDrive(changes, signal);
      let network: Network | null = null;
      try {
        network = await this.#changedNetwork(changes, asked, signal);
        await this.#swap(drive, network, asked);
      } catch (thrown) {
        if (drive !== this.#drive) drive?.dispose();
        if (network && network.engine !== this.#network?.engine) await network.dispose();
        throw thrown;
      }
      return this.state;
    }, signal);
  }

  savePreprocessing(overwrite: boolean): Promise<SessionState> {
    return this.#queue.run(async () => {
      const network = this.#openNetwork();
      const { path, preprocessing } = network;
      const fileRead = await saveSidecar(path, preprocessing, { seen: this.#seenFile, overwrite });
      this.#network = { ...network, preprocessingSource: 'file', fileRead };
      this.#seenFile = fileRead;
      this.#asked = { ...this.#asked, preprocessing: null };
      return this.state;
    });
  }

  dispose(): Promise<void> {
    return this.#queue.run(() => this.#swap(null, null, this.#asked));
  }

  async #changedDrive({ drivePath }: SessionChanges, signal: AbortSignal | undefined): Promise<Drive | null> {
    if (drivePath === undefined) return this.#drive;
    return drivePath === null ? null : openDrive(drivePath, signal ? { signal } : {});
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
  async #swap(drive: Drive | null, network: Network | null, asked: Asked): Promise<void> {
    const steering = network && chooseSteering(network.model.info, network.preprocessing.steering, drive?.info ?? null);
    const [oldDrive, oldNetwork] = [this.#drive, this.#network];
    this.#seenFile = network?.fileRead ?? (asked.modelPath === this.#asked.modelPath ? this.#seenFile : null);
    this.#asked = asked;
    this.#drive = drive;
    this.#network = network;
    this.#steering = steering;
    this.#analyser =
      network &&
      steering &&
      new ImageAnalyser(network, { steering, stages: readPooling(network.model.info.stages, asked.pooling) });
    const image = drive && network && (await firstImage(drive, this.#camera));
    this.#problems = network && steering ? sessionProblems(network, steering, drive, image) : [];
    if (oldDrive !== drive) oldDrive?.dispose();
    if (oldNetwork?.engine !== network?.engine) await oldNetwork?.dispose();
  }

  #locate(frames: readonly number[]): readonly LocatedFrame[] {
    const [drive, camera] = [this.#openDrive(), this.#camera];
    return frames.map((frame) => ({
      frame,
      location: drive.locateFrame(frame, camera),
      ...(this.#network && { numbers: this.#numbersOf(frame) }),
    }));
  }

  /** What the network's other inputs are given. */
  #numbersOf(frame: number): FrameNumbers {
    return frameNumbers(this.#openNetwork().otherInputs, this.#drive?.columns ?? null, frame);
  }

  #numbered(frames: readonly LocatedFrame[]): readonly NumberedFrame[] {
    return frames.map((frame) => ({ ...frame, numbers: frame.numbers ?? this.#numbersOf(frame.frame) }));
  }

  async #analyseLocated(
    frames: readonly LocatedFrame[],
    { signal, saliency = true }: AnalyseOptions,
  ): Promise<readonly FrameAnalysis[]> {
    const analyser = this.#openAnalyser();
    return analyser.analyse(await decodePictures(this.#numbered(frames), signal), saliency);
  }

  #openDrive(): Drive {
    if (this.#drive) return this.#drive;
    throw new SteerscopeError('bad-request', 'No drive is open.', 'Open a drive first.');
  }
  #openNetwork(): Network {
    if (this.#network) return this.#network;
    throw new SteerscopeError('bad-request', 'No network is open.', 'Open a network first.');
  }
  #openAnalyser(): ImageAnalyser {
    this.#openNetwork();
    if (!this.#analyser) throw new Error('A network is open without its analyser.');
    return this.#analyser;
  }
}

async function firstImage(drive: Drive, camera: string): Promise<RgbaImage | null> {
  const location = drive.locateFrame(0, camera);
  if (!location) return null;
  return readPicture(location).catch(() => null);
}

function pictureOf(drive: Drive, frame: number, camera: string): FrameLocation {
  const location = drive.locateFrame(frame, camera);
  if (!location) throw noPicture(frame);
  return location;
}
