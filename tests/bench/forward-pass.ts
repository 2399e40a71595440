import type { DeviceChoice, EngineName } from '../../shared/analysis.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import { nativeTensorflowStatus } from '../../main/models/native/native-status.ts';
import { openModel } from '../../main/models/registry.ts';
import { demoModelPath } from './demo-paths.ts';
import { ms, quantiles, timeEach, type BenchRow } from './measure.ts';

const what = (subject: string): string => `PilotNet, forward pass with averaged maps, ${subject}`;
const batches = [
  { count: 1, runs: 20 },
  { count: 32, runs: 3 },
] as const;
const rounds = 15;

/** Every engine of this machine on the demo's network: milliseconds a frame, and which engine `auto` takes. */
export async function forwardPass(): Promise<BenchRow[]> {
  const native = await nativeTensorflowStatus();
  const contenders = await Promise.all([
    openContender('onnx', 'cpu'),
    openContender('tensorflow', 'wasm'),
    ...native.devices.map(({ deviceKind }) => openContender('tensorflow', deviceKind)),
  ]);
  const rows: BenchRow[] = [];
  for (const { count, runs } of batches) {
    const times = contenders.map((): number[] => []);
    // Interleaved, so that a slow moment of the machine falls on all.
    for (let round = 0; round < rounds; round++)
      for (const [index, { run }] of contenders.entries())
        times[index]!.push(...(await timeEach(runs, () => run(count), 2)));
    const medians = times.map((all) => quantiles(all).median / count);
    for (const [index, { label }] of contenders.entries()) {
      const ratio = (medians[index]! / medians[0]!).toFixed(2);
      const figure = `${ms(medians[index]!)} a frame${index === 0 ? '' : `, ${ratio} times onnx`}`;
      rows.push({ what: what(`batch of ${count}, ${label}`), figure, target: '', floor: '' });
    }
  }
  if (native.reason !== null)
    rows.push({ what: what('native TensorFlow'), figure: native.reason, target: '', floor: '' });
  for (const { dispose } of contenders) await dispose();
  const auto = await openContender('auto', 'auto');
  await auto.dispose();
  return [...rows, { what: what('chosen by auto'), figure: auto.label, target: '', floor: '' }];
}

/** A network of its own for each engine: two that share weights would hand them to and fro. */
async function openContender(choice: EngineName | 'auto', device: DeviceChoice) {
  const model = await openModel(demoModelPath);
  const engine = await openEngine(model, choice, { device });
  const { height, width, channels } = model.info.input;
  const pictureLength = height * width * channels;
  const pictures = Float32Array.from({ length: 32 * pictureLength }, (_, index) => (index * 7919) % 256);
  const { library, device: deviceName } = engine.info;
  return {
    label: `${library} on ${deviceName}`,
    run: (count: number) => engine.run({ count, data: pictures.subarray(0, count * pictureLength) }),
    dispose: async () => {
      await engine.dispose();
      model.dispose();
    },
  };
}
