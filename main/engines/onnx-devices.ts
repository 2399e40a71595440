import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import './no-telemetry.ts';
import { listSupportedBackends, type InferenceSession } from 'onnxruntime-node';
import type { DeviceInfo, DeviceKind } from '../../shared/analysis.ts';
import { chosenGpu, listGpus } from '../models/native/native-gpus.ts';

/** Devices that onnxruntime has a provider for, the likely fastest first. */
const onnxDevices = ['cuda', 'tensorrt', 'dml', 'coreml', 'webgpu', 'cpu'] as const satisfies readonly DeviceKind[];
export type OnnxDevice = (typeof onnxDevices)[number];

export function isOnnxDevice(device: DeviceKind): device is OnnxDevice {
  return (onnxDevices as readonly DeviceKind[]).includes(device);
}

/** What onnxruntime can run on here, and why not on the others. */
export async function listOnnxDevices(): Promise<readonly DeviceInfo[]> {
  const built = new Set(listSupportedBackends().map(({ name }) => name));
  const gpu = await nvidiaGpu();
  return onnxDevices.map((device) => {
    const reason = built.has(device) ? missing(device, gpu) : notBuilt(device);
    return { engine: 'onnx', device, name: nameOf(device, gpu), available: reason === null, reason };
  });
}

/** For people: the GPU's own name where it is known. */
export async function nameOfDevice(device: OnnxDevice): Promise<string> {
  return nameOf(device, isNvidia(device) ? await nvidiaGpu() : null);
}

const isNvidia = (device: OnnxDevice): boolean => device === 'cuda' || device === 'tensorrt';
const nvidiaGpu = async (): Promise<string | null> => chosenGpu(await listGpus())?.name ?? null;
const nameOf = (device: OnnxDevice, gpu: string | null): string =>
  isNvidia(device) && gpu !== null ? gpu : deviceNames[device];

const deviceNames: Readonly<Record<OnnxDevice, string>> = {
  cuda: 'NVIDIA GPU',
  tensorrt: 'NVIDIA GPU',
  dml: 'GPU (DirectML)',
  coreml: 'Apple GPU or Neural Engine (Core ML)',
  webgpu: 'GPU (WebGPU)',
  cpu: 'CPU',
};

const homes: Readonly<Record<OnnxDevice, string>> = {
  cuda: 'Linux on x86-64',
  tensorrt: 'Linux on x86-64',
  dml: 'Windows',
  coreml: 'macOS',
  webgpu: 'Windows, macOS and Linux on x86-64',
  cpu: 'every system',
};

const notBuilt = (device: OnnxDevice): string => `ONNX Runtime has it on ${homes[device]} only.`;

/** Why a device that the library is built for is not there; null when it seems to be. */
function missing(device: OnnxDevice, gpu: string | null): string | null {
  if (!isNvidia(device)) return null;
  if (gpu === null) return 'No NVIDIA GPU answers: nvidia-smi must list one.';
  if (!existsSync(join(onnxruntimeFolder(), `libonnxruntime_providers_${device}.so`)))
    return 'Its libraries are not installed: npm run setup:cuda.';
  return null;
}

/** Where the library lies, and the providers that it loads by name. */
export function onnxruntimeFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(dirname(entry)), 'bin', 'napi-v6', process.platform, process.arch);
}

/** Providers for a device; what one cannot run, the CPU does. */
export function providersOf(device: OnnxDevice): InferenceSession.SessionOptions['executionProviders'] {
  const cpu = { name: 'cpu', useArena: true } as const;
  switch (device) {
    case 'cpu':
      return [cpu];
    case 'tensorrt':
      // What TensorRT does not take, CUDA does.
      return [{ name: 'tensorrt' }, { name: 'cuda' }, cpu];
    default:
      return [{ name: device }, cpu];
  }
}
