import type { DeviceChoice, DeviceProbe, EngineChoice } from '../../shared/analysis.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Model } from '../models/model.ts';
import { compareWithCpu, timePerPicture } from './device-probe.ts';
import type { Engine } from './engine.ts';
import { isOnnxDevice, listOnnxDevices, type OnnxDevice } from './onnx-devices.ts';
import { openOnnxEngine } from './onnx.ts';
import { openTensorflowEngine } from './tensorflow.ts';

export interface OpenEngineOptions {
  /** @default 'auto' */
  readonly device?: DeviceChoice | undefined;
  /** Threads of one call on a CPU; all cores up to four when left out. */
  readonly threads?: number | undefined;
}

/**
 * Opens the engine asked for, on the device asked for. `auto` takes onnxruntime, several times faster on a CPU, on the
 * device that is faster with this network; and TensorFlow.js for the layers that onnxruntime cannot run. A device that
 * does not answer as the CPU does is not used. What was given up, and why, is in `info.fallbackReason`.
 * @throws SteerscopeError `unsupported-network`, `unsupported-layer`, `engine-failed`.
 */
export async function openEngine(model: Model, choice: EngineChoice, options: OpenEngineOptions = {}): Promise<Engine> {
  const { device = 'auto', threads } = options;
  const engine = choice === 'auto' && device === 'wasm' ? 'tensorflow' : choice;
  if (engine === 'tensorflow') return openChecked(model, device, threads);
  try {
    return await openOnnx(model, device, threads);
  } catch (error) {
    if (engine === 'onnx' || !(error instanceof SteerscopeError) || model.graph.kind === 'onnx') throw error;
    return withInfo(await openTensorflowEngine(model, device), { fallbackReason: error.message });
  }
}

/** Devices that may be faster than the CPU and are no experiment, the likely fastest first. */
const worthTrying: readonly OnnxDevice[] = ['cuda', 'dml', 'coreml'];

async function openOnnx(model: Model, device: DeviceChoice, threads: number | undefined): Promise<Engine> {
  const cpu = await openOnnxEngine(model, { threads });
  if (device === 'cpu') return cpu;
  if (device === 'auto') {
    const present = await listOnnxDevices();
    const first = present.find((one) => one.available && worthTrying.includes(one.device as OnnxDevice));
    return first ? openBeside(cpu, model, first.device as OnnxDevice, 'faster') : cpu;
  }
  if (!isOnnxDevice(device)) return withInfo(cpu, { fallbackReason: `ONNX Runtime does not run on ${device}.` });
  const asked = (await listOnnxDevices()).find((one) => one.device === device);
  if (asked?.reason) return withInfo(cpu, { fallbackReason: asked.reason });
  return openBeside(cpu, model, device, 'agreeing');
}

/** Opens the device beside `cpu`, compares the two, and keeps one: the device if it agrees, and is faster where that is asked. */
async function openBeside(cpu: Engine, model: Model, device: OnnxDevice, keep: 'agreeing' | 'faster'): Promise<Engine> {
  let other: Engine;
  try {
    other = await openOnnxEngine(model, { device });
  } catch (thrown) {
    return withInfo(cpu, { fallbackReason: SteerscopeError.from(thrown).message });
  }
  try {
    const { probe, agrees } = await compareWithCpu(other, cpu, model.info);
    const reason = agrees ? keep === 'faster' && (await slowness(other, cpu, model)) : disagreement(other, probe);
    if (reason === false) {
      await cpu.dispose();
      return withInfo(other, { probe });
    }
    await other.dispose();
    return withInfo(cpu, { fallbackReason: reason });
  } catch (thrown) {
    await other.dispose();
    return withInfo(cpu, { fallbackReason: SteerscopeError.from(thrown).message });
  }
}

/** TensorFlow.js, compared with onnxruntime's CPU where that runs the network, unless it is on the reference itself. */
async function openChecked(model: Model, device: DeviceChoice, threads: number | undefined): Promise<Engine> {
  const engine = await openTensorflowEngine(model, device);
  if (engine.info.deviceKind === 'wasm') return engine;
  const cpu = await openOnnxEngine(model, { threads }).catch(() => null);
  if (!cpu) return engine;
  try {
    const compared = await compareWithCpu(engine, cpu, model.info).catch(SteerscopeError.from);
    const failed = compared instanceof SteerscopeError;
    if (!failed && compared.agrees) return withInfo(engine, { probe: compared.probe });
    const fallbackReason = failed ? compared.message : disagreement(engine, compared.probe);
    await engine.dispose();
    return withInfo(await openTensorflowEngine(model, 'wasm'), { fallbackReason });
  } finally {
    await cpu.dispose();
  }
}

/** Why the device is not worth having beside the CPU; false when it is. */
async function slowness(device: Engine, cpu: Engine, { info }: Model): Promise<string | false> {
  const [deviceMs, cpuMs] = [await timePerPicture(device, info), await timePerPicture(cpu, info)];
  if (deviceMs < cpuMs) return false;
  return `${device.info.device} takes ${milliseconds(deviceMs)} a picture of this network, the CPU ${milliseconds(cpuMs)}.`;
}

const milliseconds = (value: number): string => `${value.toPrecision(2)} ms`;

function disagreement(engine: Engine, { maxDifference, frames }: DeviceProbe): string {
  return `${engine.info.device} gives other answers than the CPU (by ${maxDifference.toPrecision(2)} of the largest, over ${String(frames)} trial pictures), so it is not used.`;
}

function withInfo(engine: Engine, more: Partial<Pick<Engine['info'], 'fallbackReason' | 'probe'>>): Engine {
  return {
    info: { ...engine.info, ...more },
    run: (batch) => engine.run(batch),
    activations: (picture, stageIndex, others) => engine.activations(picture, stageIndex, others),
    backward: (pass, batch, seeds) => engine.backward(pass, batch, seeds),
    maps: (taps, reading, picture, others) => engine.maps(taps, reading, picture, others),
    dispose: () => engine.dispose(),
  };
}
