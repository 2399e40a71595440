import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SteeringFigures } from '../../shared/analysis.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { ComparedMask, MaskAgreement } from '../../shared/mask-agreement.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError, type WireError } from '../../shared/steerscope-error.ts';
import { openAnalysisClient } from '../analysis/analysis-client.ts';
import { CheckpointSheet } from '../export/checkpoint-sheet.ts';
import { evenFrames } from '../export/contact-sheet.ts';
import { agreements, comparedMasks, meanAgreement } from './checkpoint-agreement.ts';
import { CheckpointRunner } from './checkpoint-runner.ts';
import { checkpointLines } from './describe-checkpoints.ts';
import type { NetworkChoice } from './network-options.ts';
import { readSheetFrames } from './read-sheet-frames.ts';

export interface CheckpointsRequest extends NetworkChoice {
  readonly drivePath: string;
  readonly mapping: DriveMapping | null;
  /** From the first checkpoint of the training to the last. */
  readonly modelPaths: readonly string[];
  /** Whose masks are looked at: these, or so many spread over the drive. */
  readonly frames: readonly number[] | { readonly count: number };
  /** Whether a sheet of the masks is drawn. */
  readonly sheet: boolean;
}

/** What was found of a checkpoint. */
export interface CheckpointFindings {
  readonly frameCount: number;
  /** Those with a finite prediction. */
  readonly predicted: number;
  /** As `analyze` gives them; null without recorded steering. */
  readonly metrics: SteeringFigures | null;
  /** Of the masks with those of the last checkpoint: the mean over `frames`. */
  readonly agreement: MaskAgreement;
  readonly frames: readonly {
    readonly frame: number;
    /** Null where there is none. */
    readonly predicted: number | null;
    readonly agreement: MaskAgreement | null;
  }[];
  readonly problems: readonly Problem[];
}

export interface Checkpoint {
  readonly path: string;
  /** The file's, with its folder where the names alone do not differ. */
  readonly name: string;
  /** ISO 8601; null when the file is gone. */
  readonly writtenAt: string | null;
  /** Null for one that was skipped because of `error`. */
  readonly found: CheckpointFindings | null;
  readonly error: WireError | null;
}

/** What `steerscope checkpoints --json` prints. */
export interface Checkpoints {
  readonly drive: string;
  /** Whose masks were looked at. */
  readonly frames: readonly number[];
  /** Name of the one whose masks the others are compared with: the last that could be used. */
  readonly comparedWith: string;
  readonly checkpoints: readonly Checkpoint[];
}

interface Options {
  readonly signal: AbortSignal;
  /** In frames of all checkpoints. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Runs every checkpoint of a training over a drive, the last one first, since the masks of the others are compared with its.
 * One that cannot be used is skipped.
 * @throws SteerscopeError when the drive cannot be used, or none of the checkpoints.
 */
export async function runCheckpoints(
  { drivePath, mapping, modelPaths, frames: asked, sheet: drawn, ...choice }: CheckpointsRequest,
  { signal, onProgress }: Options,
): Promise<{ readonly result: Checkpoints; readonly sheet: CheckpointSheet | null }> {
  const drive = { drivePath, mapping, method: choice.method, threads: 1 };
  const client = await openAnalysisClient(drive, { signal });
  const runner = new CheckpointRunner(client, choice);
  try {
    const { frameCount = 0, path: drivePlace = drivePath } = client.state.drive ?? {};
    const frames = await readSheetFrames(client, chosenFrames(asked, frameCount), signal);
    const sheet = drawn ? new CheckpointSheet(modelPaths.length, frames, client.state) : null;
    const names = shortNames(modelPaths);
    const checkpoints: Checkpoint[] = [];
    let last: { readonly name: string; readonly masks: readonly (ComparedMask | null)[] } | null = null;
    for (const index of [...modelPaths.keys()].reverse()) {
      const path = modelPaths[index]!;
      const before = (modelPaths.length - 1 - index) * frameCount;
      const tell = (done: number): void => onProgress(before + done, modelPaths.length * frameCount);
      const written = await stat(path).catch(() => null);
      const about = { path, name: names[index]!, writtenAt: written && written.mtime.toISOString() };
      try {
        await runner.open(path, signal);
        const looked = await client.analyseFrames(
          frames.map(({ frame }) => frame),
          { signal },
        );
        const run = await runner.run({ signal, onProgress: tell });
        const masks = comparedMasks(frames, looked);
        last ??= { name: about.name, masks };
        const each = agreements(masks, last.masks);
        const ofFrames = looked.map(({ frame, predictedSteering }, at) => ({
          frame,
          predicted: Number.isFinite(predictedSteering) ? predictedSteering : null,
          agreement: each[at] ?? null,
        }));
        const found = { frameCount, ...run, agreement: meanAgreement(each), frames: ofFrames };
        checkpoints[index] = { ...about, found, error: null };
        sheet?.drawRow(index, client.state, looked, { name: about.name, lines: checkpointLines(found) });
      } catch (thrown) {
        const error = SteerscopeError.from(thrown);
        if (signal.aborted || error.code === 'cancelled' || error.code === 'internal') throw thrown;
        checkpoints[index] = { ...about, found: null, error: error.toWire() };
        sheet?.drawRow(index, client.state, [], { name: about.name, lines: ['skipped: it cannot be used'] });
        tell(frameCount);
      }
    }
    if (last === null) throw noneUsable(checkpoints);
    const result = {
      drive: drivePlace,
      frames: frames.map(({ frame }) => frame),
      comparedWith: last.name,
      checkpoints,
    };
    return { result, sheet };
  } finally {
    await runner.dispose();
  }
}

/** @throws SteerscopeError `no-such-frame`. */
function chosenFrames(asked: CheckpointsRequest['frames'], frameCount: number): readonly number[] {
  if ('count' in asked) return evenFrames(frameCount, asked.count);
  const beyond = asked.find((frame) => frame >= frameCount);
  if (beyond === undefined) return asked;
  throw new SteerscopeError(
    'no-such-frame',
    `There is no frame ${beyond}: the drive has ${frameCount} frames, numbered from 0.`,
    'Choose frames of the drive.',
  );
}

/** The files' names, with their folders where several are called the same (`epoch-3/model.json`). */
function shortNames(paths: readonly string[]): readonly string[] {
  const names = paths.map((path) => basename(path));
  return new Set(names).size === names.length
    ? names
    : paths.map((path) => join(basename(dirname(path)), basename(path)));
}

function noneUsable(checkpoints: readonly Checkpoint[]): SteerscopeError {
  const { code = 'not-a-network', message = 'there is none', nextStep = '' } = checkpoints[0]?.error ?? {};
  const [only, all] = [
    checkpoints.length === 1,
    `None of the ${checkpoints.length} checkpoints can be used. The first: `,
  ];
  return new SteerscopeError(code, `${only ? '' : all}${message}`, nextStep);
}
