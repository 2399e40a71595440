import { availableParallelism } from 'node:os';
import { engineLabel } from '../../shared/analysis.ts';
import type { ClipBase } from '../../shared/annotate/clip-layout.ts';
import { clipSize } from '../../shared/annotate/clip-layout.ts';
import { isAtPercentile } from '../../shared/annotate/full-colour.ts';
import { shownUnits, steeringScales } from '../../shared/annotate/steering-scales.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { cutFrames } from '../../shared/time-breaks.ts';
import { refuseWithoutPrediction } from '../analysis/refuse-without-prediction.ts';
import { runFindings } from '../analysis/run-findings.ts';
import { openSession, type Session } from '../analysis/session.ts';
import { ClipPainter, type ClipPicture } from './clip-painter.ts';
import { clipPictures, type ClipPicturesOptions } from './clip-pictures.ts';
import type { ClipRequest, ExportOptions, ExportSource, RenderedClip } from './clip-request.ts';
import { clipTimes, type ClipTimes } from './clip-times.ts';
import { Mp4Encoder } from './mp4-encoder.ts';
import { firstPass } from './first-pass.ts';
import { maskLook } from './mask-layers.ts';

const batchSize = 8;
/** Share of the work that the first pass counts as. */
const firstPassShare = 0.2;
/** What the first pass may keep for the second: a minute or two of PilotNet. */
const keepMebibytes = 128;

/**
 * Writes a clip to `request.outPath` itself, in this thread. Two passes: all predictions first, because every frame
 * shows the whole plot; then drawing and encoding, with the decoding of the next frames and the encoding of the last one
 * under way while one is drawn.
 *
 * @throws SteerscopeError whatever keeps the drive or the network from opening, `file-changed` for another writing of the
 * network than is meant, `cancelled`, `disk-full` …
 */
export async function renderClip(request: ClipRequest, options: ExportOptions = {}): Promise<RenderedClip> {
  const session = await openExportSession(request, options.signal);
  try {
    refuseOtherWriting(session, request);
    return await renderSession(session, request, options);
  } finally {
    await session.dispose();
  }
}

/** A session that leaves half of the cores to drawing and encoding. */
export function openExportSession(source: ExportSource, signal: AbortSignal | undefined): Promise<Session> {
  const { drivePath, mapping, modelPath, preprocessing, engine, device, pooling, method } = source;
  const threads = Math.max(1, Math.floor(availableParallelism() / 2));
  const changes = { drivePath, mapping, modelPath, preprocessing, engine, device, pooling, method };
  return openSession({ ...changes, threads }, { signal });
}

async function renderSession(
  session: Session,
  request: ClipRequest,
  { signal, onProgress }: ExportOptions,
): Promise<RenderedClip> {
  const { from, to, outPath, maskStyle, pathSketch = null } = request;
  const { drive, model, problems } = session.state;
  const frameCount = drive?.frameCount ?? 0;
  refuseBadRange(from, to, frameCount);
  const total = to - from;
  const progress = (analysed: number, drawn: number): void =>
    onProgress?.(Math.round(analysed * firstPassShare + drawn * (1 - firstPassShare)), total);
  const onAnalysed = (done: number): void => progress(done, 0);
  const pass = await firstPass(session, request, keepMebibytes, {
    ...{ signal, onProgress: onAnalysed },
    everyMask: maskStyle.scale.over === 'clip',
    atPercentile: isAtPercentile(maskStyle, session.state.method),
  });
  const { predicted, analyses } = pass;
  const columns = await session.columns();
  refuseWithoutPrediction(predicted, pass.problems, model?.path ?? '');
  const found = runFindings(session.state, columns, from, { ...pass, predictedSteering: predicted });
  const times = clipTimes(columns.timeSecs, from, to);
  const base = await clipBase(session, from, times, predicted);
  const mask = maskLook(session.state, maskStyle, pass.largestMask);
  const painter = new ClipPainter(base, { mask, pathSketch, frameCount: total }, frameCount - 1);
  const encoder = new Mp4Encoder(outPath, {
    ...clipSize,
    title: `${base.driveName}, frames ${from} to ${to - 1}, ${base.modelName}`,
    usualStepSecs: times.lastStepSecs,
  });
  let encoding = Promise.resolve();
  try {
    for await (const picture of pictures(session, to, { from, analyses, signal })) {
      const rgba = painter.paint(picture);
      await encoding;
      progress(total, picture.sample);
      encoding = encode(encoder, rgba, times, picture.sample);
      // Awaited after the next frame is drawn; until then a failure is not unhandled.
      encoding.catch(() => undefined);
    }
    await encoding;
    await encoder.finish();
  } finally {
    await encoding.catch(() => undefined);
    encoder.close();
  }
  progress(total, total);
  return {
    frameCount: total,
    predictedCount: predicted.filter(Number.isFinite).length,
    problems: [...(model?.problems ?? []), ...problems, ...times.problems, ...found.problems],
  };
}

/** The pictures in order, the next batch being analysed while one is used. */
async function* pictures(session: Session, to: number, options: ClipPicturesOptions): AsyncGenerator<ClipPicture> {
  const { from, signal } = options;
  const batch = (first: number): Promise<readonly ClipPicture[]> => {
    const frames = Array.from({ length: Math.max(0, Math.min(batchSize, to - first)) }, (_, index) => first + index);
    const result = frames.length > 0 ? clipPictures(session, frames, options) : Promise.resolve([]);
    result.catch(() => undefined);
    return result;
  };
  let next = batch(from);
  for (let first = from; first < to; first += batchSize) {
    const current = await next;
    next = batch(first + batchSize);
    for (const picture of current) {
      signal?.throwIfAborted();
      yield picture;
    }
  }
}

async function encode(encoder: Mp4Encoder, rgba: Buffer, times: ClipTimes, sample: number): Promise<void> {
  const start = times.startSecs[sample] ?? 0;
  const end = times.startSecs[sample + 1] ?? start + times.lastStepSecs;
  await encoder.write(rgba, start, end - start);
  releaseBytes(rgba);
}

/**
 * Gives the memory back now: left to the garbage collector, megabytes a frame pile up, and the system's work to provide
 * fresh ones costs more than drawing.
 */
function releaseBytes(buffer: Buffer): void {
  const bytes: ArrayBufferLike & { transfer?: (length: number) => unknown } = buffer.buffer;
  if (bytes.byteLength === buffer.byteLength) bytes.transfer?.(0);
}

/** The series of the frames, and the names; x is the clip's time where the drive has one, shifted to the drive's. */
async function clipBase(session: Session, from: number, times: ClipTimes, predicted: Float64Array): Promise<ClipBase> {
  const { drive, model, engine } = session.state;
  const columns = await session.columns();
  const recorded = columns.steering?.subarray(from, from + predicted.length) ?? null;
  const hasTime = columns.timeSecs !== null && !times.problems.some(({ code }) => code === 'time-assumed');
  const offset = columns.timeSecs?.[from] ?? 0;
  const { unit, predictedUnit } = shownUnits(session.state);
  const { scale, predictedScale } = steeringScales(session.state, recorded, predicted);
  return {
    driveName: drive?.name ?? '',
    modelName: model?.name ?? '',
    engine: engine ? engineLabel(engine) : '',
    series: {
      x: hasTime ? times.startSecs.map((secs) => secs + offset) : times.startSecs.map((_, index) => from + index),
      xUnit: hasTime ? 's' : 'frame',
      recorded,
      predicted,
      cuts: new Set(cutFrames(columns.timeSecs, drive?.sessions ?? []).map((frame) => frame - from)),
      unit,
      predictedUnit,
    },
    ...scale,
    predictedScale,
  };
}

function refuseOtherWriting({ state }: Session, { networkStamp, modelPath }: ClipRequest): void {
  if (networkStamp === undefined || state.networkVersion?.stamp === networkStamp) return;
  throw new SteerscopeError(
    'file-changed',
    `The network has been written anew since it was opened, so the clip would show another than you see: ${modelPath}`,
    'Open it again, or follow it until the new one is there; then write the clip.',
  );
}

function refuseBadRange(from: number, to: number, frameCount: number): void {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= frameCount) return;
  throw new SteerscopeError(
    'no-such-frame',
    `The drive has frames 0 to ${frameCount - 1}, so frames ${from}:${to} cannot be shown.`,
    'Choose a first frame and, after it, an end within the drive.',
  );
}
