import type { Preprocessing } from '../../shared/preprocessing.ts';
import { PreprocessingTree } from '../preprocess/preprocessing-tree.ts';
import type { FramePicture } from './frame-picture.ts';
import type { Network } from './open-network.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { steeringOf, type SteeringReader } from './steering-reader.ts';

type Picture = Extract<FramePicture, { error: null }>;

/** Inputs of one call of the engine; more make it no faster. */
const maxRows = 96;
const maxInputBytes = 64 << 20;

/**
 * The steering that the network predicts for each picture under each preprocessing: one array a preprocessing, in the
 * order of `pictures`; NaN where a picture is lost or of another size than the first.
 * @throws SteerscopeError `bad-preprocessing` for one that cannot be done, `engine-failed`, `cancelled`.
 */
export async function tryPreprocessings(
  network: Network,
  steering: SteeringReader,
  pictures: readonly FramePicture[],
  preprocessings: readonly Pick<Preprocessing, 'steps'>[],
  signal: AbortSignal | undefined,
): Promise<readonly Float64Array[]> {
  const predicted = preprocessings.map(() => new Float64Array(pictures.length).fill(Number.NaN));
  const sizeOf = pictures.find(({ image }) => image !== null)?.image;
  if (!sizeOf) return predicted;
  const usable = pictures.flatMap((picture, at) =>
    picture.error === null && picture.image.width === sizeOf.width && picture.image.height === sizeOf.height
      ? [{ picture, at }]
      : [],
  );
  const { height, width, channels } = network.model.info.input;
  const inputLength = height * width * channels;
  const rows = Math.min(maxRows, Math.max(1, Math.floor(maxInputBytes / (4 * inputLength))));
  const data = new Float32Array(rows * inputLength);
  for (const [first, some] of inParts(preprocessings, rows)) {
    const tree = new PreprocessingTree(some, sizeOf.width, sizeOf.height);
    for (const [, group] of inParts(usable, Math.floor(rows / some.length))) {
      refuseCancelled(signal);
      group.forEach(({ picture }, inGroup) =>
        tree.prepare(picture.image, (index) => {
          const row = inGroup * some.length + index;
          return data.subarray(row * inputLength, (row + 1) * inputLength);
        }),
      );
      const count = group.length * some.length;
      const others = otherInputs(
        network,
        group.map(({ picture }) => picture),
        some.length,
      );
      const results = await network.engine.run({ count, data: data.subarray(0, count * inputLength), others });
      results.forEach(({ outputs }, row) => {
        const at = group[Math.floor(row / some.length)]?.at ?? 0;
        predicted[first + (row % some.length)]![at] = steeringOf(outputs, steering);
      });
    }
  }
  return predicted;
}

/** Consecutive parts of at most `size`, each with the index of its first. */
function* inParts<Item>(items: readonly Item[], size: number): Generator<readonly [number, readonly Item[]]> {
  for (let first = 0; first < items.length; first += size) yield [first, items.slice(first, first + size)];
}

/** The numbers of each picture once for every preprocessing that it is tried under. */
function otherInputs(
  { otherInputs: { feeds } }: Network,
  pictures: readonly Picture[],
  repeats: number,
): Readonly<Record<string, Float32Array>> | undefined {
  if (feeds.length === 0) return undefined;
  const fed = feeds.map(({ input, size }) => {
    const batch = new Float32Array(pictures.length * repeats * size);
    pictures.forEach(({ numbers }, index) => {
      for (let repeat = 0; repeat < repeats; repeat++)
        batch.set(numbers[input.name] ?? [], (index * repeats + repeat) * size);
    });
    return [input.name, batch] as const;
  });
  return Object.fromEntries(fed);
}
