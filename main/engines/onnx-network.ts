import { availableParallelism } from 'node:os';
import { onnxForm } from '../models/onnx-form.ts';
import type { Model, OnnxTap } from '../models/model.ts';
import { nameOfDevice, type OnnxDevice } from './onnx-devices.ts';
import type { SessionSettings } from './onnx-session.ts';

/** A network as ONNX, and how onnxruntime runs it. */
export interface OnnxNetwork extends SessionSettings {
  readonly bytes: Uint8Array;
  readonly taps: readonly OnnxTap[];
  readonly deviceName: string;
}

export interface OnnxEngineOptions {
  /** Threads of one call; all cores up to four when left out. */
  readonly threads?: number | undefined;
  /** @default 'cpu' */
  readonly device?: OnnxDevice | undefined;
}

/** Beyond this a network of a steering car's size gains nothing. */
const mostUsefulThreads = 4;

/** @throws SteerscopeError `unsupported-layer` when a layer has no ONNX form here. */
export async function onnxNetwork(model: Model, options: OnnxEngineOptions = {}): Promise<OnnxNetwork> {
  const threads = options.threads ?? Math.min(mostUsefulThreads, availableParallelism());
  const device = options.device ?? 'cpu';
  return { ...onnxForm(model), threads, device, deviceName: await nameOfDevice(device) };
}
