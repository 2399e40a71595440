import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportClip } from '../../main/export/export-clip.ts';
import { maskStyleSchema } from '../../shared/mask-style.ts';
import { demoDrivePath, demoModelPath } from './demo-paths.ts';
import { perSec, type BenchRow } from './measure.ts';

const frameCount = 400;

/** A clip with overlay, gauges and plot; its start (threads, network, encoder) is not counted. */
export async function exportSpeed(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'steerscope-bench-'));
  try {
    let firstFrameAt = 0;
    let firstDone = 0;
    const { frameCount: written } = await exportClip(
      {
        drivePath: demoDrivePath,
        modelPath: demoModelPath,
        from: 0,
        to: frameCount,
        outPath: join(folder, 'clip.mp4'),
        maskStyle: maskStyleSchema.parse({}),
      },
      {
        onProgress: (done) => {
          if (firstFrameAt !== 0) return;
          firstFrameAt = performance.now();
          firstDone = done;
        },
      },
    );
    const rate = (1000 * (written - firstDone)) / (performance.now() - firstFrameAt);
    return [{ what: 'export 1280×720 with overlay and plot', figure: perSec(rate), target: '≥ 100/s', floor: '' }];
  } finally {
    await rm(folder, { recursive: true });
  }
}
