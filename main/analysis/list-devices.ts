import type { DeviceInfo } from '../../shared/analysis.ts';
import { listOnnxDevices } from '../engines/onnx-devices.ts';
import { nativeTensorflowStatus } from '../models/native/native-status.ts';

/** Every engine on every device that it knows: which this machine has, and why not the others. */
export async function listDevices(): Promise<readonly DeviceInfo[]> {
  return [...(await listOnnxDevices()), ...(await listTensorflowDevices())];
}

async function listTensorflowDevices(): Promise<readonly DeviceInfo[]> {
  const { devices, reason } = await nativeTensorflowStatus();
  const native = (['cuda', 'cpu'] as const).map((kind): DeviceInfo => {
    const found = devices.find(({ deviceKind }) => deviceKind === kind);
    return {
      engine: 'tensorflow',
      device: kind,
      name: found?.device ?? (kind === 'cuda' ? 'NVIDIA GPU' : 'CPU'),
      available: found !== undefined,
      reason: found ? null : (reason ?? otherDevice[kind]),
    };
  });
  const everywhere = { name: 'WebAssembly', available: true, reason: null } as const;
  return [...native, { engine: 'tensorflow', device: 'wasm', ...everywhere }];
}

const otherDevice = {
  cuda: 'TensorFlow finds no NVIDIA GPU.',
  cpu: 'TensorFlow takes the GPU; start Steerscope with CUDA_VISIBLE_DEVICES=-1 to keep it on the CPU.',
} as const;
