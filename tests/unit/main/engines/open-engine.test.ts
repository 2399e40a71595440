import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { DeviceChoice, EngineChoice, EngineInfo } from '../../../../shared/analysis.ts';
import { listOnnxDevices } from '../../../../main/engines/onnx-devices.ts';

const script = fileURLToPath(new URL('../../../support/open-on-device.ts', import.meta.url));
/** A GPU in software, which comes with Debian's Chromium, and what finds it (Debian's libvulkan1). */
const softwareGpu = '/usr/lib/chromium/vk_swiftshader_icd.json';
const vulkanLoader = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';

async function open(choice: EngineChoice, device: DeviceChoice, environment: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, STEERSCOPE_NATIVE_TENSORFLOW: '', CUDA_VISIBLE_DEVICES: '', ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [script, choice, device], { env });
  return JSON.parse(stdout) as { info: EngineInfo; averaged: number[] };
}

const sums = [12, 16, 24, 28];

test('auto takes the CPU by onnxruntime where there is no GPU, and gives nothing up', async () => {
  const { info, averaged } = await open('auto', 'auto');
  expect(info).toMatchObject({ name: 'onnx', deviceKind: 'cpu', device: 'CPU', fallbackReason: null, probe: null });
  expect(averaged).toEqual(sums);
});

test('WebAssembly is asked for by its name alone', async () => {
  const { info, averaged } = await open('auto', 'wasm');
  expect(info).toMatchObject({ name: 'tensorflow', deviceKind: 'wasm', fallbackReason: null });
  expect(averaged).toEqual(sums);
});

test('a device that is not there gives the CPU and the reason', async () => {
  const { info, averaged } = await open('onnx', 'cuda');
  expect(info).toMatchObject({ name: 'onnx', deviceKind: 'cpu' });
  expect(info.fallbackReason).toBeTruthy();
  expect(averaged).toEqual(sums);
});

test.skipIf(!existsSync(softwareGpu) || !existsSync(vulkanLoader))(
  'another device than the CPU runs the network once it was found to agree with the CPU',
  { timeout: 120_000 },
  async () => {
    const { info, averaged } = await open('onnx', 'webgpu', { VK_ICD_FILENAMES: softwareGpu });
    expect(info).toMatchObject({ name: 'onnx', deviceKind: 'webgpu', fallbackReason: null });
    expect(info.probe?.maxDifference).toBeLessThan(1e-5);
    expect(averaged).toEqual(sums);
  },
);

test('every device is listed, with the reason where it is missing', async () => {
  const devices = await listOnnxDevices();
  expect(devices.map(({ device }) => device)).toEqual(['cuda', 'tensorrt', 'dml', 'coreml', 'webgpu', 'cpu']);
  for (const { available, reason } of devices) expect(available).toBe(reason === null);
  expect(devices.at(-1)).toEqual({ engine: 'onnx', device: 'cpu', name: 'CPU', available: true, reason: null });
});
