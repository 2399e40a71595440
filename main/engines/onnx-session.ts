import './no-telemetry.ts';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import type { ModelInfo } from '../../shared/model.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { InputBatch } from './engine.ts';
import { inputTensor, numbersTensor } from './onnx-batch.ts';
import { providersOf, type OnnxDevice } from './onnx-devices.ts';
import { zeroOthers } from './other-inputs.ts';

/** What a session needs to know beside the network's bytes. */
export interface SessionSettings {
  readonly threads: number;
  readonly device: OnnxDevice;
  readonly info: ModelInfo;
}

/** @throws SteerscopeError `engine-failed` when onnxruntime does not take the network. */
export async function openSession(
  bytes: Uint8Array,
  { threads, device, info }: SessionSettings,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: providersOf(device) ?? ['cpu'],
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      // Fatal only: every error comes back as an exception and is told once.
      logSeverityLevel: 4,
      // Threads that wait by spinning take the cores from decoding and from other workers.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    throw engineFailed('does not take the network', cause, info);
  }
}

/** How many pictures a call takes. */
export interface Batching {
  /** Pictures a call, where the network does not leave that open. */
  readonly fixedSize: number | null;
}

/** Runs black pictures: warms the session up, and finds out whether a batch the file leaves open really may vary. */
export async function probe(session: InferenceSession, info: ModelInfo): Promise<Batching> {
  const picture = session.inputMetadata.find(({ name }) => name === pictureName(session, info));
  const declared = picture?.isTensor === true ? picture.shape[0] : undefined;
  const fixedSize = typeof declared === 'number' && declared > 0 ? declared : null;
  const { height, width, channels } = info.input;
  const sizes = async (count: number) => {
    const data = new Float32Array(count * height * width * channels);
    const tensors = await runSession(session, { count, data, others: zeroOthers(info, count) }, info, count);
    return session.outputNames.map((name) => tensorOf(tensors, name).size);
  };
  const batchSize = fixedSize ?? 1;
  try {
    const one = await sizes(batchSize);
    checkMapSizes(one.slice(info.outputs.length), batchSize, info);
    if (fixedSize !== null) return { fixedSize };
    const two = await sizes(2).catch(() => null);
    return { fixedSize: two?.every((size, index) => size === 2 * (one[index] ?? 0)) === true ? null : 1 };
  } catch (cause) {
    throw cause instanceof SteerscopeError ? cause : engineFailed('cannot run the network', cause, info);
  }
}

function checkMapSizes(sizes: readonly number[], batchSize: number, info: ModelInfo): void {
  for (const [index, stage] of info.stages.entries())
    if (sizes[index] !== batchSize * stage.height * stage.width)
      throw new Error(`map ${stage.layer} has ${sizes[index]} elements, not ${stage.height}x${stage.width}`);
}

/** The batch is filled up with zeros to `batchSize` pictures. */
export async function runSession(
  session: InferenceSession,
  { data, others = {} }: InputBatch,
  { input, otherInputs }: ModelInfo,
  batchSize: number,
  fetches: readonly string[] = session.outputNames,
): Promise<InferenceSession.ReturnType> {
  const name = pictureName(session, { input });
  const feeds: Record<string, Tensor> = { [name]: inputTensor(data, input, batchSize) };
  for (const { name: other, shape } of otherInputs)
    feeds[other] = numbersTensor(others[other] ?? new Float32Array(), shape, batchSize);
  return session.run(feeds, fetches);
}

function pictureName(session: InferenceSession, { input }: Pick<ModelInfo, 'input'>): string {
  return session.inputNames.find((name) => name === input.name) ?? session.inputNames[0] ?? input.name;
}

/** The output at `index` of the network's own. */
export function outputOf(session: InferenceSession, tensors: InferenceSession.ReturnType, index: number): Tensor {
  return tensorOf(tensors, session.outputNames[index] ?? '');
}

export function tensorOf(tensors: InferenceSession.ReturnType, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`onnxruntime gave no ${name}`);
  return tensor as Tensor;
}

/** A device may fail at any time: its memory runs out, its driver is taken away. @throws SteerscopeError `engine-failed`. */
export function runningOn<Answers>(
  { info, device, deviceName }: Pick<SessionSettings, 'info' | 'device'> & { readonly deviceName: string },
  answers: Promise<Answers>,
): Promise<Answers> {
  return answers.catch((cause: unknown) => {
    // Told already, with what to do.
    if (cause instanceof SteerscopeError) throw cause;
    throw engineFailed(`failed on ${deviceName}`, cause, info, device === 'cpu' ? undefined : tryTheCpu);
  });
}

const checkTheNetwork = 'Check the network with onnx.checker, or export it again with another opset.';
const tryTheCpu = 'Choose the device "cpu".';

/** `what` follows "ONNX Runtime". */
export function engineFailed(
  what: string,
  cause: unknown,
  info: ModelInfo,
  nextStep = checkTheNetwork,
): SteerscopeError {
  const message = cause instanceof Error ? cause.message : String(cause);
  // Behind the place in its own source where onnxruntime gave up.
  const words = message.split('was false. ').at(-1)?.trim();
  return new SteerscopeError('engine-failed', `ONNX Runtime ${what} (${words}): ${info.path}`, nextStep, { cause });
}
