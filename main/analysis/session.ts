import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { SaveMappingRequest } from '../../shared/api.ts';
import type { SessionState } from '../../shared/session.ts';
import type { Drive, DriveColumns, FrameLocation } from '../../shared/drive.ts';
import type { FrameExperiment } from '../../shared/lab.ts';
import type { FrameOutcome } from '../../shared/lab-findings.ts';
import type { Map2d, RgbaImage } from '../../shared/pixels.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import { editPicture } from '../frames/edits/edit-picture.ts';
import { encodeJpeg } from '../frames/encode-jpeg.ts';
import { readDraft, readEncodedFrame, readPicture } from '../frames/read-frame.ts';
import type {
  AnalysedFrame,
  AnalyseOptions,
  AnalysisSession,
  Cancellable,
  DriveChange,
  EditedOptions,
  EncodedFrameOptions,
  LocatedFrame,
  RecordedPicture,
  SessionChanges,
} from './analysis-session.ts';
import { decodePictures, noPicture, type NumberedFrame } from './decode-pictures.ts';
import { editPictures } from './edit-pictures.ts';
import { frameOfPicture } from './frame-of-picture.ts';
import { inputMaps } from './input-maps.ts';
import { inputOfImage } from './network-inputs.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { SerialQueue } from './serial-queue.ts';
import { SessionContents } from './session-contents.ts';
import { SessionFollowers } from './session-followers.ts';
import { networkCamera } from './session-problems.ts';
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
  readonly #queue = new SerialQueue();
  readonly #open: SessionContents;
  readonly #followers: SessionFollowers;

  /**
   * @param onDriveChanged called when there is more of the drive, or it cannot be followed any further.
   * @param onNetworkChanged called when the network was opened again, or could not be.
   */
  constructor(
    threads?: number,
    onDriveChanged: (change: DriveChange) => void = () => undefined,
    onNetworkChanged: (state: SessionState) => void = () => undefined,
  ) {
    this.#open = new SessionContents(threads);
    this.#followers = new SessionFollowers(this.#open, this.#queue, { onDriveChanged, onNetworkChanged });
  }

  get state(): SessionState {
    return this.#open.state;
  }

  columns(): Promise<DriveColumns> {
    return this.#queue.run(async () => this.#open.drive.columns);
  }

  locateFrames(from: number, to: number, { signal }: Cancellable = {}): Promise<readonly LocatedFrame[]> {
    return this.#queue.run(async () => {
      return this.#locate(Array.from({ length: to - from }, (_, index) => from + index));
    }, signal);
  }

  /** Not queued behind running analyses: reading a file waits for nobody. */
  async encodedFrame(
    frame: number,
    camera: string | null,
    { signal, near = false }: EncodedFrameOptions = {},
  ): Promise<RecordedPicture> {
    refuseCancelled(signal);
    const { drive } = this.#open;
    const shownCamera = camera ?? networkCamera(drive, null);
    const asked = pictureOf(drive, frame, shownCamera);
    if (!near) return { ...(await readEncodedFrame(asked, { signal })), frame };
    const { location, ...draft } = await readDraft(asked, { signal });
    return { ...draft, frame: frameOfPicture(drive, shownCamera, frame, location) };
  }

  /** The pixels of a frame of the camera that the network sees; hand them to `analyseImages`, or draw on them. */
  async decodedFrame(frame: number): Promise<RgbaImage> {
    return readPicture(pictureOf(this.#open.drive, frame, this.#open.camera));
  }

  /** Not queued either: it needs no engine. */
  async editedFrame(frame: number, edits: PictureEdits, { signal }: Cancellable = {}): Promise<RecordedPicture> {
    refuseCancelled(signal);
    const image = await this.decodedFrame(frame);
    refuseCancelled(signal);
    return { ...(await encodeJpeg(editPicture(image, edits, frame), `frame ${frame}, edited`)), frame };
  }

  async analyseFrame(frame: number, { signal, edits = [] }: EditedOptions = {}): Promise<FrameAnalysis> {
    return this.#queue.run(async () => {
      const decoded = await decodePictures(this.#numbered(this.#locate([frame])), signal);
      const [picture] = editPictures(decoded, edits);
      if (!picture) throw new Error(`Frame ${frame} was not read.`);
      return this.#open.analyser.analyseOne(picture, signal);
    }, signal);
  }

  analyseFrames(frames: readonly number[], options: AnalyseOptions = {}): Promise<readonly AnalysedFrame[]> {
    return this.#queue.run(async () => this.#analyseLocated(this.#locate(frames), options), options.signal);
  }

  analyseLocations(frames: readonly LocatedFrame[], options: AnalyseOptions = {}): Promise<readonly AnalysedFrame[]> {
    return this.#queue.run(() => this.#analyseLocated(frames, options), options.signal);
  }

  /** For a caller that needs the pixels as well (a clip): pictures it decoded itself, analysed in one batch. */
  analyseImages(
    pictures: readonly { readonly frame: number; readonly image: RgbaImage }[],
    { signal, edits = [], ...details }: AnalyseOptions = {},
  ): Promise<readonly AnalysedFrame[]> {
    return this.#queue.run(() => {
      const decoded = pictures.map(({ frame, image }) => {
        return { frame, image, numbers: this.#open.numbersOf(frame), error: null, decodeMs: 0 };
      });
      return this.#open.analyser.analyse(editPictures(decoded, edits), { ...details, signal });
    }, signal);
  }

  tryPreprocessings(
    frames: readonly LocatedFrame[],
    preprocessings: readonly Preprocessing[],
    { signal }: Cancellable = {},
  ): Promise<readonly Float64Array[]> {
    return this.#queue.run(async () => {
      const { network, steering } = this.#open;
      const pictures = await decodePictures(this.#numbered(frames), signal);
      return tryPreprocessings(network, steering, pictures, preprocessings, signal);
    }, signal);
  }

  experiment(frame: LocatedFrame, request: FrameExperiment, { signal }: Cancellable = {}): Promise<FrameOutcome> {
    return this.#queue.run(async () => {
      const [picture] = await decodePictures(this.#numbered([frame]), signal);
      if (!picture) throw new Error(`Frame ${frame.frame} was not read.`);
      return this.#open.analyser.experiment(picture, request, signal);
    }, signal);
  }

  networkInput(frame: number, { signal, edits = [] }: EditedOptions = {}): Promise<readonly Map2d[]> {
    return this.#queue.run(async () => {
      const { network } = this.#open;
      const image = editPicture(await this.decodedFrame(frame), edits, frame);
      return inputMaps(inputOfImage(network, image), network.model.info.input);
    }, signal);
  }

  stageChannels(
    frame: number,
    stageIndex: number,
    { signal, edits = [] }: EditedOptions = {},
  ): Promise<readonly Map2d[]> {
    return this.#queue.run(async () => {
      const { network } = this.#open;
      const { model, engine } = network;
      if (!model.info.stages[stageIndex])
        throw new SteerscopeError(
          'bad-request',
          `The network has ${model.info.stages.length} stages, so there is no stage ${stageIndex}: ${model.info.path}`,
          'Ask for one of the stages that the network lists, counted from 0.',
        );
      const image = editPicture(await this.decodedFrame(frame), edits, frame);
      const numbers = this.#open.numbersOf(frame);
      return engine.activations(inputOfImage(network, image), stageIndex, numbers);
    }, signal);
  }

  change(changes: SessionChanges, { signal }: Cancellable = {}): Promise<SessionState> {
    return this.#queue.run(async () => {
      await this.#open.change(changes, signal);
      const { drivePath, mapping, watch } = changes;
      if (drivePath !== undefined || mapping !== undefined) this.#followers.followDrive();
      else if (watch !== undefined) this.#followers.followDriveAnew();
      this.#followers.followNetwork();
      return this.state;
    }, signal);
  }

  savePreprocessing(overwrite: boolean): Promise<SessionState> {
    return this.#queue.run(async () => {
      await this.#open.savePreprocessing(overwrite);
      return this.state;
    });
  }

  saveMapping(request: SaveMappingRequest): Promise<SessionState> {
    return this.#queue.run(async () => {
      await this.#open.saveMapping(request);
      // From now on by the file.
      this.#followers.followDrive();
      return this.state;
    });
  }

  dispose(): Promise<void> {
    this.#followers.stop();
    return this.#queue.run(() => this.#open.close());
  }

  #locate(frames: readonly number[]): readonly LocatedFrame[] {
    const { drive, camera } = this.#open;
    return frames.map((frame) => ({
      frame,
      location: drive.locateFrame(frame, camera),
      ...(this.#open.hasNetwork && { numbers: this.#open.numbersOf(frame) }),
    }));
  }

  #numbered(frames: readonly LocatedFrame[]): readonly NumberedFrame[] {
    return frames.map((frame) => ({ ...frame, numbers: frame.numbers ?? this.#open.numbersOf(frame.frame) }));
  }

  async #analyseLocated(
    frames: readonly LocatedFrame[],
    { signal, edits = [], ...details }: AnalyseOptions,
  ): Promise<readonly AnalysedFrame[]> {
    const { analyser } = this.#open;
    const pictures = editPictures(await decodePictures(this.#numbered(frames), signal), edits);
    return analyser.analyse(pictures, { ...details, signal });
  }
}

function pictureOf(drive: Drive, frame: number, camera: string): FrameLocation {
  const location = drive.locateFrame(frame, camera);
  if (!location) throw noPicture(frame);
  return location;
}
