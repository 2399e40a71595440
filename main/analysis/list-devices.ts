import type { DeviceInfo } from '../../shared/analysis.ts';

/** The engines and devices that a network can be run on, and why one cannot be used. */
export async function listDevices(): Promise<readonly DeviceInfo[]> {
  return [
    { engine: 'onnx', device: 'cpu', name: 'CPU', available: true, reason: null },
    { engine: 'tensorflow', device: 'wasm', name: 'WebAssembly', available: true, reason: null },
  ];
}
