import type { EngineInfo, SteeringFigures } from '../../shared/analysis.ts';
import type { SessionState } from '../../shared/session.ts';
import type { DriveColumns, DriveInfo } from '../../shared/drive.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { ModelInfo } from '../../shared/model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { AlignmentEstimate } from '../../shared/estimate-alignment.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SteeringState } from '../../shared/steering-output.ts';
import { steeringDifference, type SteeringDifference } from '../../shared/steering-difference.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import { openAnalysisClient } from '../analysis/analysis-client.ts';
import {
  openRunWorkers,
  runDrive,
  runWorkerCount,
  type DriveRunBatch,
  type DriveRunResult,
} from '../analysis/drive-run.ts';
import { refuseWithoutPrediction } from '../analysis/refuse-without-prediction.ts';
import { runFindings, type RunFindings } from '../analysis/run-findings.ts';
import { hasDriveUnit } from '../analysis/steering-reader.ts';
import { FigureColumns, figureHeader } from './figure-columns.ts';
import { framesWithin, type FrameRange } from './frame-range.ts';
import { MapFiles, type MapChoice } from './map-files.ts';
import type { NetworkChoice } from './network-options.ts';
import { OutputColumns, type OutputColumn } from './output-columns.ts';
import { OutputFolder } from './output-folder.ts';
import { predictionsCsv, predictionsHeader } from './predictions-csv.ts';

export interface AnalyzeRequest extends MapChoice, NetworkChoice {
  readonly drivePath: string;
  /** Null or left out: the one beside the drive, the user's own, or the guess. */
  readonly mapping?: DriveMapping | null | undefined;
  readonly modelPath: string;
  readonly outFolder: string;
  readonly frames?: FrameRange | undefined;
  /** Made on every picture before it is analysed. @default none */
  readonly edits?: PictureEdits | undefined;
}

interface WhatIfSummary {
  readonly edits: PictureEdits;
  /** Edited minus as recorded; null where no frame has both. */
  readonly difference: SteeringDifference | null;
}

/** What summary.json holds. */
export interface AnalyzeSummary {
  readonly drive: Pick<DriveInfo, 'path' | 'format' | 'recordCount' | 'frameCount'>;
  readonly network: Pick<ModelInfo, 'path' | 'format' | 'parameterCount'>;
  readonly engine: EngineInfo;
  readonly preprocessing: Preprocessing;
  readonly preprocessingSource: SessionState['preprocessingSource'];
  readonly pooling: SessionState['pooling'];
  /** What made masks.npy and the figures of the masks. */
  readonly method: SessionState['method'];
  /** Which output is the steering, and how it is read. */
  readonly steering: SteeringState;
  readonly frames: {
    /** Frames `from` to `to`, exclusive. */
    readonly from: number;
    readonly to: number;
    readonly count: number;
    /** Those with a finite prediction. */
    readonly predicted: number;
    /** Those that the log marks as deleted, as DonkeyCar does; they are predicted and count in the metrics. */
    readonly deleted: number;
  };
  /** Of these frames, in the unit of the recorded steering; null without any. */
  readonly metrics: SteeringFigures | null;
  /** What was made on every picture, and how far it moved the predictions; null when nothing was. */
  readonly whatIf: WhatIfSummary | null;
  /** What would bring the recorded steering in time to the predicted one; null where that cannot be told. */
  readonly alignmentEstimate: AlignmentEstimate | null;
  readonly framesPerSec: number;
  readonly problems: readonly Problem[];
}

export interface AnalyzeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Predicts frames of a drive and writes predictions.csv, summary.json and the maps asked for: all files or none.
 * @throws SteerscopeError whatever cannot be opened, run or written; when not one frame could be predicted.
 */
export async function analyze(
  request: AnalyzeRequest,
  { signal, onProgress }: AnalyzeOptions,
): Promise<{ readonly summary: AnalyzeSummary; readonly paths: readonly string[] }> {
  const { drivePath, mapping, modelPath, engine, device, preprocessing, pooling, method, edits = [] } = request;
  const asked = { drivePath, mapping, modelPath, engine, device, preprocessing, pooling, method, threads: 1 };
  const session = await openAnalysisClient(asked, { signal });
  const opened = [session];
  try {
    const { drive, model, steering } = opensBoth(session.state);
    const range = framesWithin(request.frames, drive.frameCount);
    opened.push(...(await openRunWorkers(session, runWorkerCount(range.to - range.from) - 1, { signal })));
    const folder = await OutputFolder.open(request.outFolder);
    try {
      const maps = await MapFiles.open(folder, request, model, range.to - range.from);
      const others = new OutputColumns(model.outputs, steering, range, [
        ...predictionsHeader,
        ...figureHeader,
        asRecordedName,
      ]);
      const figures = model.stages.length > 0 || method !== 'visual-backprop' ? new FigureColumns(range) : null;
      const saliency = request.masks || request.layers;
      const onBatch = async ({ analyses, done, total }: DriveRunBatch): Promise<void> => {
        await maps.append(analyses);
        others.add(analyses);
        figures?.add(analyses);
        // With edits this is the second time over the frames.
        if (edits.length > 0) onProgress(total + done, 2 * total);
        else onProgress(done, total);
      };
      const run = { ...range, saliency, figures: figures !== null, method, edits, onBatch };
      const onPlain = ({ done, total }: DriveRunBatch): void => onProgress(done, 2 * total);
      const plain = { ...range, saliency: false, onBatch: onPlain };
      const asRecorded = edits.length > 0 ? await runDrive(session, opened, plain, { signal }) : null;
      const result = await runDrive(session, opened, run, { signal }).finally(() => maps.close());
      const columns = await session.columns({ signal });
      refuseWithoutPrediction(result.predictedSteering, result.problems, model.path);
      const { metrics, alignmentEstimate, problems } = runFindings(session.state, columns, range.from, result);
      const found = { ...result, metrics, alignmentEstimate, problems: [...problems, ...others.leftOut.map(leftOut)] };
      const whatIf = asRecorded && { edits, ...moved(asRecorded, result, range.from) };
      const summary = { ...summarise(session.state, range, columns, found), whatIf };
      const predictions = {
        predicted: result.predictedSteering,
        from: range.from,
        sameUnit: hasDriveUnit(session.state),
        others: [...asRecordedColumn(asRecorded), ...others.columns, ...(figures?.columns ?? [])],
      };
      await folder.write('predictions.csv', predictionsCsv(columns, predictions));
      await folder.write('summary.json', `${JSON.stringify(summary, null, 2)}\n`);
      signal.throwIfAborted();
      return { summary, paths: await folder.commit() };
    } catch (thrown) {
      await folder.discard();
      throw thrown;
    }
  } finally {
    await Promise.all(opened.map((worker) => worker.dispose()));
  }
}

const asRecordedName = 'predicted_as_recorded';

const asRecordedColumn = (result: DriveRunResult | null): OutputColumn[] =>
  result ? [{ name: asRecordedName, values: result.predictedSteering }] : [];

/** @param from the drive's frame that both begin with. */
function moved(before: DriveRunResult, after: DriveRunResult, from: number): Pick<WhatIfSummary, 'difference'> {
  const [plain, edited] = [before.predictedSteering, after.predictedSteering];
  const difference = steeringDifference(plain, edited, 0, edited.length - 1);
  return { difference: difference && { ...difference, maxFrame: difference.maxFrame + from } };
}

/** @throws SteerscopeError `input-mismatch` when the network cannot see this drive's frames. */
export function opensBoth({ drive, model, steering, preprocessingSource, problems }: SessionState): {
  readonly drive: DriveInfo;
  readonly model: ModelInfo;
  readonly steering: SteeringState;
} {
  const misfit = problems.find(({ severity }) => severity === 'error');
  if (misfit)
    throw new SteerscopeError(
      'input-mismatch',
      misfit.message,
      preprocessingSource === 'default'
        ? 'Say what training did in a file given by --preprocessing; steerscope fit finds it.'
        : 'Correct the preprocessing; steerscope fit finds what training did.',
    );
  if (!drive || !model || !steering) throw new Error('A session opened without its drive or network.');
  return { drive, model, steering };
}

function summarise(
  state: SessionState,
  range: { readonly from: number; readonly to: number },
  { numeric }: Pick<DriveColumns, 'numeric'>,
  result: Pick<DriveRunResult, 'predictedSteering' | 'framesPerSec'> & RunFindings,
): Omit<AnalyzeSummary, 'whatIf'> {
  const { drive, model, engine, preprocessing, preprocessingSource, steering, pooling, method, problems } = state;
  if (!drive || !model || !engine || !preprocessing || !steering)
    throw new Error('A session lost its drive or network.');
  const { from, to } = range;
  const { predictedSteering } = result;
  const predicted = predictedSteering.filter(Number.isFinite).length;
  const deleted = numeric['deleted']?.subarray(from, to).filter((mark) => mark === 1).length ?? 0;
  return {
    drive: { path: drive.path, format: drive.format, recordCount: drive.recordCount, frameCount: drive.frameCount },
    network: { path: model.path, format: model.format, parameterCount: model.parameterCount },
    engine,
    preprocessing,
    preprocessingSource,
    pooling,
    method,
    steering,
    frames: { from, to, count: to - from, predicted, deleted },
    metrics: result.metrics,
    alignmentEstimate: result.alignmentEstimate,
    framesPerSec: Math.round(result.framesPerSec * 10) / 10,
    problems: [...drive.problems, ...model.problems, ...problems, ...result.problems],
  };
}

const leftOut = (output: string): Problem => ({
  severity: 'info',
  code: 'output-not-written',
  message: `Output ${output} has too many numbers to be columns of predictions.csv.`,
  place: output,
  frame: null,
});
