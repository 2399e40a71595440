import { openAnalysisClient } from '../../main/analysis/analysis-client.ts';
import { openRunWorkers, runDrive, runWorkerCount } from '../../main/analysis/drive-run.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import { openModel } from '../../main/models/registry.ts';
import { engineChoices } from '../../shared/analysis.ts';
import { demoDrivePath, demoModelPath } from './demo-paths.ts';
import { perSec, type BenchRow } from './measure.ts';

/** Forward passes alone, on all cores, on input that is ready: what no pipeline around them can beat. */
async function forwardFloor(choice: 'tensorflow' | 'onnx'): Promise<number> {
  const model = await openModel(demoModelPath);
  const engine = await openEngine(model, choice);
  const { height, width, channels } = model.info.input;
  const count = 16;
  const data = new Float32Array(count * height * width * channels).fill(100);
  await engine.run({ count, data });
  const start = performance.now();
  const rounds = 20;
  for (let round = 0; round < rounds; round++) await engine.run({ count, data });
  const framesPerSec = (1000 * rounds * count) / (performance.now() - start);
  await engine.dispose();
  model.dispose();
  return framesPerSec;
}

/** What a run gives beside the predictions. */
const kinds = [
  { name: 'with all masks', saliency: true, figures: true, target: '≥ 1000/s' },
  { name: 'with figures of the masks', saliency: false, figures: true, target: '' },
  { name: 'predictions only', saliency: false, figures: false, target: '' },
] as const;

/** A whole drive as `analyze --masks` does it, as the window's background run and a plain `analyze` do, and without masks. */
export async function driveRun(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const engine of engineChoices.filter((name) => name !== 'auto')) {
    const client = await openAnalysisClient({ drivePath: demoDrivePath, modelPath: demoModelPath, engine });
    const frameCount = client.state.drive?.frameCount ?? 0;
    const workers = await openRunWorkers(client, runWorkerCount(frameCount));
    const rates = kinds.map(() => [] as number[]);
    // Interleaved, so that a slow moment of the machine falls on all; the first round warms up.
    for (let round = 0; round < 4; round++)
      for (const [index, { saliency, figures }] of kinds.entries()) {
        const request = { from: 0, to: frameCount, saliency, figures, onBatch: () => undefined };
        const { framesPerSec } = await runDrive(client, workers, request);
        if (round > 0) rates[index]?.push(framesPerSec);
      }
    await Promise.all([client, ...workers].map((worker) => worker.dispose()));
    const floor = `forward pass alone ${perSec(await forwardFloor(engine))}`;
    for (const [index, { name, target }] of kinds.entries())
      rows.push({
        what: `drive analysed ${name}, ${engine}, ${workers.length} threads, ${frameCount} frames`,
        figure: perSec(Math.max(...(rates[index] ?? []))),
        target: engine === 'onnx' ? target : '',
        floor,
      });
  }
  return rows;
}
