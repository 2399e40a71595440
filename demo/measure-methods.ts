import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openSession } from '../main/analysis/session.ts';
import { parseCount } from '../main/cli/parse-count.ts';
import { textTable } from '../main/cli/text-table.ts';
import { magnitudesOf } from '../main/saliency/magnitudes.ts';
import { methodFacts, saliencyMethods, type SaliencyMethod } from '../shared/saliency-methods.ts';
import { demoDrive, groundTruthFile } from './demo-drive.ts';
import { decodeLabelPng } from './label-png.ts';
import { MaskTally } from './train/mask-tally.ts';

/*
 * How much of each method's mask lies on the lane markings of the bundled drive, on held-back frames of which is known what
 * each pixel shows: `npm run demo:measure -- [--every 10] [--model file] [method ...]`. Signed masks count by magnitude.
 * A high figure says that the network, as this method explains it, goes by the markings; it does not say that the method is
 * right, since nobody knows what the network goes by.
 */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '10' }, model: { type: 'string', default: demoDrive.modelFile } },
});
const unknown = positionals.find((name) => !saliencyMethods.some((method) => method === name));
if (unknown !== undefined) throw new Error(`There is no method ${unknown}. There are: ${saliencyMethods.join(', ')}`);
const methods = positionals.length > 0 ? (positionals as SaliencyMethod[]) : saliencyMethods;
const every = parseCount(options.every);
const heldBack = demoDrive.frameCount - demoDrive.heldBackFrom;
const frames = Array.from(
  { length: Math.ceil(heldBack / every) },
  (_, index) => demoDrive.heldBackFrom + index * every,
);

const session = await openSession({ drivePath: demoDrive.folder, modelPath: options.model });
const rows: (readonly string[])[] = [];
const refusals: string[] = [];
for (const method of methods) {
  console.error(`${methodFacts[method].name} ...`);
  const measured = await measure(method);
  if (typeof measured === 'string') refusals.push(`${method}: ${measured}`);
  else rows.push([method, ...measured]);
}
await session.dispose();
console.log(`Mean mask on lane markings, of ${frames.length} held-back frames:\n`);
console.log(textTable([['method', '÷ on road', '÷ in picture'], ...rows], [1, 2]));
if (refusals.length > 0) console.log(`\nWithout a mask of this network:\n${refusals.join('\n')}`);

/** Both ratios; why there is no mask where there is none. */
async function measure(method: SaliencyMethod): Promise<readonly string[] | string> {
  const tally = new MaskTally();
  for (const frame of frames) {
    const [analysis] = await session.analyseFrames([frame], { method });
    if (!analysis?.mask) return analysis?.problems[0]?.message ?? 'none';
    tally.add(
      { ...analysis.mask, values: magnitudesOf(analysis.mask) },
      decodeLabelPng(readFileSync(groundTruthFile(frame))),
    );
  }
  const { onMarkings, elsewhereOnRoad, inPicture } = tally;
  return [onMarkings / elsewhereOnRoad, onMarkings / inPicture].map((ratio) => ratio.toFixed(1));
}
