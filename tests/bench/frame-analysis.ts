import { openAnalysisClient } from '../../main/analysis/analysis-client.ts';
import { openSession } from '../../main/analysis/session.ts';
import { packFrameAnalysis } from '../../shared/packed-analysis.ts';
import { demoDrivePath, demoModelPath } from './demo-paths.ts';
import { ms, quantiles, timeEach, type BenchRow } from './measure.ts';

const paths = { drivePath: demoDrivePath, modelPath: demoModelPath };

/** One frame from its file to its masks: in the thread itself, and through the worker as the window asks for it. */
export async function frameAnalysis(): Promise<BenchRow[]> {
  const session = await openSession(paths);
  const frameCount = session.state.drive?.frameCount ?? 0;
  const anyFrame = (round: number): number => (Math.abs(round) * 7919) % frameCount;
  const inThread = quantiles(await timeEach(300, (round) => session.analyseFrame(anyFrame(round)), 50));
  const one = await session.analyseFrame(0);
  const { decodeMs, preprocessMs, forwardMs, saliencyMs } = one.timings;
  await session.dispose();

  const client = await openAnalysisClient(paths);
  const cold = quantiles(
    await timeEach(
      300,
      async (round) => {
        const frame = anyFrame(round);
        const [analysis] = await Promise.all([client.analyseFrame(frame), client.encodedFrame(frame, null)]);
        packFrameAnalysis(analysis);
      },
      50,
    ),
  );
  await client.dispose();
  return [
    {
      what: 'frame analysed (read, decode, preprocess, forward, all masks)',
      figure: `${ms(inThread.median)} median, ${ms(inThread.p95)} p95`,
      target: '≤ 2 ms',
      floor: `decode ${ms(decodeMs)}, preprocess ${ms(preprocessMs)}, forward ${ms(forwardMs)}, masks ${ms(saliencyMs)}`,
    },
    {
      what: 'cold jump, JPEG drive, up to the bytes that the page gets',
      figure: `${ms(cold.median)} median, ${ms(cold.p95)} p95`,
      target: 'p95 ≤ 50 ms to the painted frame',
      floor: `analysis in the thread ${ms(inThread.median)}`,
    },
  ];
}
