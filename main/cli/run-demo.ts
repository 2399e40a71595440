import { join } from 'node:path';
import { maskStyleSchema } from '../../shared/mask-style.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { findDemo } from '../api/installation.ts';
import { writeContactSheet } from '../export/contact-sheet.ts';
import { exportClip } from '../export/export-clip.ts';
import { analyze } from './analyze.ts';
import { describeSummary } from './describe-summary.ts';
import { megabytes } from './export-command.ts';
import { usualChoice } from './network-options.ts';
import { startProgress } from './progress.ts';

/** Ten seconds at the demo drive's frame rate. */
const clipFrames = 200;
const sheetFrames = 24;

/** The main job on the bundled drive and network; results go into the folder `out`. */
export async function runDemo(out: string, signal: AbortSignal): Promise<void> {
  const demo = findDemo();
  if (!demo)
    throw new SteerscopeError(
      'not-found',
      'The bundled demo is not installed.',
      'In a checkout, make it by: npm run demo:train',
    );
  const analysing = startProgress('Analysing');
  const request = {
    ...demo,
    ...usualChoice,
    outFolder: out,
    masks: false,
    layers: false,
  } as const;
  const { summary, paths } = await analyze(request, { signal, onProgress: analysing.update }).finally(analysing.stop);

  const pictures = { ...demo, ...usualChoice, maskStyle: maskStyleSchema.parse({}) } as const;
  const exporting = startProgress('Exporting');
  const clip = await exportClip(
    { ...pictures, from: 0, to: Math.min(clipFrames, summary.frames.count), outPath: join(out, 'demo.mp4') },
    { signal, onProgress: exporting.update },
  ).finally(exporting.stop);
  const sheet = await writeContactSheet(
    { ...pictures, outPath: join(out, 'contact-sheet.png'), choose: 'even', count: sheetFrames },
    { signal },
  );

  const written = [...paths, `${clip.path} (${clip.frameCount} frames, ${megabytes(clip.sizeBytes)})`, sheet.path];
  process.stdout.write(`${describeSummary(summary, written)}\n`);
}
