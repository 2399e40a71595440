import type { DeviceProbe } from '../../shared/analysis.ts';
import type { ModelInfo } from '../../shared/model.ts';
import type { Engine, EngineResult, InputBatch } from './engine.ts';

/** A float32 network summed in another order differs by a millionth; one in TF32 or float16, by a thousandth and more. */
const tolerance = 1e-3;

/** What a device does with a network, beside what the CPU does. */
export interface DeviceComparison {
  readonly probe: DeviceProbe;
  readonly agrees: boolean;
}

/** Gives the same pictures to both engines and compares every output and every averaged map. */
export async function compareWithCpu(device: Engine, cpu: Engine, info: ModelInfo): Promise<DeviceComparison> {
  const pictures = probePictures(info);
  const [onDevice, onCpu] = [await device.run(pictures), await cpu.run(pictures)];
  const { outputs, averaged } = differencesOf(onCpu, onDevice);
  const maxDifference = Math.max(0, ...outputs, ...averaged);
  return {
    probe: { frames: pictures.count, maxDifference, tolerance },
    agrees: maxDifference <= tolerance,
  };
}

const pictureCount = 8;

/** Black, white, a slope, and noise at several scales: what a camera shows is between them. The same in every run. */
export function probePictures({ input, otherInputs, scalesInput }: ModelInfo): InputBatch {
  const { height, width, channels } = input;
  const largest = scalesInput ? 255 : 1;
  const length = height * width * channels;
  const data = new Float32Array(pictureCount * length);
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const values = [
    () => 0,
    () => 1,
    (row: number, element: number) => (row / height + element / (width * channels)) / 2,
    ...Array.from({ length: pictureCount - 3 }, (_, index) => blocks(2 ** index, random)),
  ];
  for (const [picture, value] of values.entries())
    for (let index = 0; index < length; index++) {
      const rowLength = width * channels;
      data[picture * length + index] = largest * value(Math.floor(index / rowLength), index % rowLength);
    }
  const others = Object.fromEntries(
    otherInputs.map(({ name, shape }) => {
      const numbers = shape.reduce((product, size) => product * size, pictureCount);
      return [name, Float32Array.from({ length: numbers }, random)];
    }),
  );
  return { count: pictureCount, data, others };
}

/** Noise in blocks of `size` rows and elements of a row. */
function blocks(size: number, random: () => number) {
  const made = new Map<string, number>();
  return (row: number, element: number): number => {
    const key = `${String(Math.floor(row / size))},${String(Math.floor(element / size))}`;
    const value = made.get(key) ?? random();
    made.set(key, value);
    return value;
  };
}

/** Of each output and each averaged map, beside the largest number expected in it; infinite where only one is finite. */
export interface Differences {
  readonly outputs: readonly number[];
  readonly averaged: readonly number[];
}

/** How the answers of one engine differ from those expected, over all pictures. */
export function differencesOf(expected: readonly EngineResult[], actual: readonly EngineResult[]): Differences {
  const [first] = expected;
  const difference = (part: (result: EngineResult) => Float32Array | undefined): number => {
    const all = (results: readonly EngineResult[]) => results.flatMap((result) => [...(part(result) ?? [])]);
    return relativeDifference(all(expected), all(actual));
  };
  return {
    outputs: (first?.outputs ?? []).map((_, output) => difference((result) => result.outputs[output])),
    averaged: (first?.averaged ?? []).map((_, stage) => difference((result) => result.averaged[stage]?.values)),
  };
}

/** Numbers below it are noise of a part of the network that says nothing. */
const smallestScale = 1e-6;

function relativeDifference(expected: readonly number[], actual: readonly number[]): number {
  let [scale, difference] = [smallestScale, 0];
  for (const [index, value] of expected.entries()) {
    const other = actual[index] ?? Number.NaN;
    if (Object.is(value, other)) continue;
    if (!Number.isFinite(value - other)) return Infinity;
    scale = Math.max(scale, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - other));
  }
  return difference / scale;
}

/** Milliseconds a picture, of a batch of the trial pictures; the better of two runs. */
export async function timePerPicture(engine: Engine, info: ModelInfo): Promise<number> {
  const batch = probePictures(info);
  let best = Infinity;
  for (let run = 0; run < 2; run++) {
    const start = performance.now();
    await engine.run(batch);
    best = Math.min(best, (performance.now() - start) / batch.count);
  }
  return best;
}
