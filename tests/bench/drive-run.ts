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

/** A whole drive with all masks, as `analyze --masks` and the window's background run do it. */
export async function driveRun(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const engine of engineChoices.filter((name) => name !== 'auto')) {
    const client = await openAnalysisClient({ drivePath: demoDrivePath, modelPath: demoModelPath, engine });
    const frameCount = client.state.drive?.frameCount ?? 0;
    const workers = await openRunWorkers(client, runWorkerCount(frameCount));
    const request = { from: 0, to: frameCount, saliency: true, onBatch: () => undefined };
    await runDrive(client, workers, request);
    const rates: number[] = [];
    for (let round = 0; round < 3; round++) rates.push((await runDrive(client, workers, request)).framesPerSec);
    await Promise.all([client, ...workers].map((worker) => worker.dispose()));
    rows.push({
      what: `drive analysed with all masks, ${engine}, ${workers.length} threads, ${frameCount} frames`,
      figure: perSec(Math.max(...rates)),
      target: engine === 'onnx' ? '≥ 1000/s' : '',
      floor: `forward pass alone ${perSec(await forwardFloor(engine))}`,
    });
  }
  return rows;
}
