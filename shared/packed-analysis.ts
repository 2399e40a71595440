import type { FrameAnalysis, SaliencyMask, StageMaps } from './analysis.ts';
import type { DriveColumns } from './drive.ts';
import { pack, unpack, type PackedArray } from './packed.ts';
import type { Map2d } from './pixels.ts';

interface MapSize {
  readonly height: number;
  readonly width: number;
}

interface AnalysisMeta extends Omit<FrameAnalysis, 'predictedSteering' | 'outputs' | 'mask' | 'stages'> {
  readonly outputCount: number;
  readonly mask: (MapSize & Pick<SaliencyMask, 'signed' | 'flat'>) | null;
  readonly stages: readonly (MapSize & { readonly layer: string })[];
}

const f32 = (arrays: Record<string, PackedArray>, name: string): Float32Array => {
  const array = arrays[name];
  if (!(array instanceof Float32Array)) throw new RangeError(`Packed analysis lacks the float32 array ${name}.`);
  return array;
};
const u32 = (arrays: Record<string, PackedArray>, name: string): Uint32Array => {
  const array = arrays[name];
  if (!(array instanceof Uint32Array)) throw new RangeError(`Packed columns lack the uint32 array ${name}.`);
  return array;
};
const u8 = (arrays: Record<string, PackedArray>, name: string): Uint8Array => {
  const array = arrays[name];
  if (!(array instanceof Uint8Array)) throw new RangeError(`Packed columns lack the uint8 array ${name}.`);
  return array;
};
const f64 = (array: PackedArray | undefined): Float64Array | null => (array instanceof Float64Array ? array : null);

export function packFrameAnalysis(analysis: FrameAnalysis): Uint8Array<ArrayBuffer> {
  const { predictedSteering, outputs, mask, stages, ...rest } = analysis;
  const meta: AnalysisMeta = {
    ...rest,
    outputCount: outputs.length,
    mask: mask && { height: mask.height, width: mask.width, signed: mask.signed, flat: mask.flat },
    stages: stages.map(({ layer, averaged }) => ({ layer, height: averaged.height, width: averaged.width })),
  };
  const arrays: Record<string, PackedArray> = { predictedSteering: Float64Array.of(predictedSteering) };
  outputs.forEach((values, index) => (arrays[`output${index}`] = values));
  if (mask) {
    arrays['mask'] = mask.values;
    arrays['maskRange'] = Float64Array.of(mask.min, mask.max);
  }
  stages.forEach(({ averaged, intermediate }, index) => {
    arrays[`averaged${index}`] = averaged.values;
    arrays[`intermediate${index}`] = intermediate.values;
  });
  return pack(meta, arrays);
}

export function unpackFrameAnalysis(buffer: ArrayBuffer): FrameAnalysis {
  const { meta, arrays } = unpack(buffer);
  const { outputCount, mask, stages, ...rest } = meta as AnalysisMeta;
  const [min = Number.NaN, max = Number.NaN] = f64(arrays['maskRange']) ?? [];
  return {
    ...rest,
    predictedSteering: f64(arrays['predictedSteering'])?.[0] ?? Number.NaN,
    outputs: Array.from({ length: outputCount }, (_, index) => f32(arrays, `output${index}`)),
    mask: mask && ({ ...mask, min, max, values: f32(arrays, 'mask') } satisfies SaliencyMask),
    stages: stages.map(({ layer, height, width }, index): StageMaps => ({
      layer,
      averaged: { height, width, values: f32(arrays, `averaged${index}`) },
      intermediate: { height, width, values: f32(arrays, `intermediate${index}`) },
    })),
  };
}

/** Columns as the page gets them: the drive's, packed. */
export function packColumns(columns: DriveColumns): Uint8Array<ArrayBuffer> {
  const numericNames = Object.keys(columns.numeric);
  const arrays: Record<string, PackedArray> = { logRow: columns.logRow };
  if (columns.timeSecs) arrays['timeSecs'] = columns.timeSecs;
  if (columns.steering) arrays['steering'] = columns.steering;
  numericNames.forEach((name, index) => {
    const values = columns.numeric[name];
    if (values) arrays[`numeric${index}`] = values;
  });
  const { prefixes, bytes, ends, prefixOf } = columns.image;
  return pack({ numericNames, prefixes }, { ...arrays, imageBytes: bytes, imageEnds: ends, imagePrefixOf: prefixOf });
}

export function unpackColumns(buffer: ArrayBuffer): DriveColumns {
  const { meta, arrays } = unpack(buffer);
  const { numericNames, prefixes } = meta as { numericNames: readonly string[]; prefixes: readonly string[] };
  const numeric: Record<string, Float64Array> = {};
  numericNames.forEach((name, index) => {
    const values = f64(arrays[`numeric${index}`]);
    if (values) numeric[name] = values;
  });
  return {
    timeSecs: f64(arrays['timeSecs']),
    steering: f64(arrays['steering']),
    numeric,
    logRow: u32(arrays, 'logRow'),
    image: {
      bytes: u8(arrays, 'imageBytes'),
      ends: u32(arrays, 'imageEnds'),
      prefixes,
      prefixOf: u32(arrays, 'imagePrefixOf'),
    },
  };
}

/** Maps of one size in one array: the channels of a stage. */
export function packMaps(maps: readonly Map2d[]): Uint8Array<ArrayBuffer> {
  const { height, width } = maps[0] ?? { height: 0, width: 0 };
  const values = new Float32Array(maps.length * height * width);
  maps.forEach((map, index) => values.set(map.values, index * height * width));
  return pack({ count: maps.length, height, width }, { values });
}

export function unpackMaps(buffer: ArrayBuffer): Map2d[] {
  const { meta, arrays } = unpack(buffer);
  const { count, height, width } = meta as { count: number } & MapSize;
  const values = f32(arrays, 'values');
  const size = height * width;
  return Array.from({ length: count }, (_, index) => ({
    height,
    width,
    values: values.subarray(index * size, (index + 1) * size),
  }));
}
