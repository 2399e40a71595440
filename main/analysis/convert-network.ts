import { writeFile } from 'node:fs/promises';
import type { SessionState } from '../../shared/session.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { differencesOf, probePictures } from '../engines/device-probe.ts';
import type { EngineResult } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';
import { layersModelToOnnx } from '../models/layers/layers-to-onnx.ts';
import type { Model } from '../models/model.ts';
import { openModel } from '../models/registry.ts';
import { findPreprocessing, openModelFor } from './open-network.ts';
import { readSidecar, saveSidecar, sidecarPath } from './preprocessing-file.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { openSession } from './session.ts';

/** How the ONNX network's answers differ from those of the network it was made of, run by TF.js on WebAssembly. */
export interface ParityReport {
  /** Pictures that both were given. */
  readonly frames: number;
  readonly outputs: readonly PartParity[];
  /** The averaged map of each stage of VisualBackProp. */
  readonly stages: readonly PartParity[];
  /** Differences up to it are agreement. */
  readonly tolerance: number;
  readonly agrees: boolean;
}

export interface PartParity {
  readonly name: string;
  /** Relative to the largest number in it. */
  readonly maxDifference: number;
}

export interface ConvertRequest {
  readonly modelPath: string;
  /** The two are compared on its frames; on pictures made up when null. */
  readonly drivePath: string | null;
  /** Null: the file beside the network, else the default for it. */
  readonly preprocessing: Preprocessing | null;
  readonly outPath: string;
}

/** Of two engines in float32 that sum in another order. */
const tolerance = 1e-4;
const mostFrames = 24;

/**
 * Writes a network as ONNX and compares what both answer.
 * @returns null where nothing but the ONNX itself runs the network, as TensorFlow Lite.
 * @throws SteerscopeError whatever keeps the network, the drive or the ONNX network from opening; `unsupported-layer` when
 * a layer has no ONNX form; `unsupported-network` when it is ONNX already.
 */
export async function convertNetwork(request: ConvertRequest, signal: AbortSignal): Promise<ParityReport | null> {
  const { modelPath, drivePath, outPath } = request;
  const found = await findPreprocessing(modelPath, request.preprocessing);
  const { model } = await openModelFor(modelPath, found?.preprocessing ?? null);
  try {
    refuseCancelled(signal);
    await writeFile(outPath, onnxOf(model), { signal });
    if (model.graph.kind === 'onnx') return null;
    refuseCancelled(signal);
    const written = await openModel(outPath);
    try {
      const answers = drivePath === null ? onMadeUpPictures(model, written) : onDrive(request, drivePath, signal);
      return reportOf(model, ...(await answers));
    } finally {
      written.dispose();
    }
  } finally {
    model.dispose();
  }
}

/**
 * Saves the preprocessing given, or that beside `modelPath`, beside the converted network, unless there is one already.
 * @returns where; null when nothing was saved.
 */
export async function carryPreprocessing({
  modelPath,
  outPath,
  preprocessing: given,
}: Pick<ConvertRequest, 'modelPath' | 'outPath' | 'preprocessing'>): Promise<string | null> {
  const found = await findPreprocessing(modelPath, given);
  const preprocessing = withoutLambdas(found?.preprocessing ?? null);
  if (!preprocessing || (await readSidecar(outPath))) return null;
  await saveSidecar(outPath, preprocessing, { seen: null, overwrite: false });
  return sidecarPath(outPath);
}

function onnxOf({ graph, info }: Model): Uint8Array {
  if (graph.kind === 'layers') return layersModelToOnnx(graph.layersModel, info.stages).bytes;
  if (info.format !== 'onnx') return graph.bytes;
  throw new SteerscopeError('unsupported-network', `The network is ONNX already: ${info.path}`, 'Use it as it is.');
}

type Answers = readonly [expected: readonly EngineResult[], actual: readonly EngineResult[]];

async function onMadeUpPictures(model: Model, written: Model): Promise<Answers> {
  const pictures = probePictures(model.info);
  const answers = async (of: Model, engine: 'tensorflow' | 'onnx', device: 'wasm' | 'cpu') => {
    const opened = await openEngine(of, engine, { device });
    return opened.run(pictures).finally(() => opened.dispose());
  };
  return [await answers(model, 'tensorflow', 'wasm'), await answers(written, 'onnx', 'cpu')];
}

async function onDrive(
  { modelPath, outPath, preprocessing: given }: ConvertRequest,
  drivePath: string,
  signal: AbortSignal,
): Promise<Answers> {
  const asked = { drivePath, modelPath, preprocessing: given, engine: 'tensorflow', device: 'wasm' } as const;
  const before = await openSession(asked, { signal });
  try {
    const preprocessing = withoutLambdas(before.state.preprocessing);
    const on = { drivePath, modelPath: outPath, engine: 'onnx', device: 'cpu', preprocessing } as const;
    const after = await openSession(on, { signal });
    try {
      const frameCount = before.state.drive?.frameCount ?? 0;
      const count = Math.min(mostFrames, frameCount);
      const frames = Array.from({ length: count }, (_, index) => Math.floor((index * frameCount) / count));
      const answers = async (session: typeof before): Promise<readonly EngineResult[]> => {
        const analyses = await session.analyseFrames(frames, { signal });
        return analyses.map(({ outputs, stages }) => ({ outputs, averaged: stages.map(({ averaged }) => averaged) }));
      };
      return [await answers(before), await answers(after)];
    } finally {
      await after.dispose();
    }
  } finally {
    await before.dispose();
  }
}

/** What they did is in the ONNX network. */
function withoutLambdas(preprocessing: SessionState['preprocessing']): SessionState['preprocessing'] {
  if (!preprocessing) return null;
  const { lambdas: _, ...rest } = preprocessing;
  return rest;
}

function reportOf({ info }: Model, expected: readonly EngineResult[], actual: readonly EngineResult[]): ParityReport {
  const { outputs, averaged } = differencesOf(expected, actual);
  return {
    frames: expected.length,
    outputs: outputs.map((maxDifference, index) => ({ name: info.outputs[index]?.name ?? '', maxDifference })),
    stages: averaged.map((maxDifference, index) => ({ name: info.stages[index]?.layer ?? '', maxDifference })),
    tolerance,
    agrees: Math.max(0, ...outputs, ...averaged) <= tolerance,
  };
}
