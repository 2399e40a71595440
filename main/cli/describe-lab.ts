import type {
  ComparisonSummary,
  DeletionSummary,
  FocusJumpsSummary,
  LabResult,
  LabSummary,
  Margin,
  PerturbationSummary,
  Quartiles,
  ShiftSummary,
} from '../../shared/lab-findings.ts';
import { shiftedParts } from '../../shared/lab-findings.ts';
import { describeProblems } from './describe-problems.ts';
import { textTable } from './text-table.ts';

/** Of more, the pairs are shown as a matrix. */
const maxListedMethods = 4;

/** What an experiment found, for a person; the JSON tells all. */
export function describeLab({ request, frameCount, summary, unit, problems }: LabResult): string {
  const { from, to, every } = request;
  const frames = `${frameCount} frames of ${from} to ${to - 1}${every > 1 ? `, every ${every}` : ''}`;
  const inUnit = unit === null ? '' : `; steering in ${unit}`;
  return [`${frames}${inUnit}`, summary ? tableOf(summary) : 'Nothing was found.', describeProblems(problems)]
    .filter(Boolean)
    .join('\n\n');
}

function tableOf(summary: LabSummary): string {
  switch (summary.kind) {
    case 'shift':
      return shiftTable(summary);
    case 'deletion':
      return deletionTable(summary);
    case 'perturbation':
      return perturbationTable(summary);
    case 'compare':
      return comparisonTable(summary);
    case 'jumps':
      return jumpsTable(summary);
  }
}

function shiftTable(summary: ShiftSummary): string {
  const { shiftsPx, dilationPx, fits, slopes, r2, salientShare, frameValidity, frameBackgroundShare, control } =
    summary;
  const rows = shiftedParts.map((part) => [
    part,
    signed(fits[part].slope),
    decimals(fits[part].r2),
    ...spread(slopes[part], signed),
    ...spread(r2[part], decimals),
  ]);
  const header = ['moved', 'slope', 'R²', 'slope of frames', '', 'R² of frames', ''];
  return [
    textTable([header, ...rows], [1, 2, 3, 5]),
    textTable([
      ['moved by', `${shiftsPx[0]} to ${shiftsPx.at(-1)} px, salient pixels dilated by ${dilationPx} px`],
      ['salient', percent(salientShare.median) + quartilesIn(salientShare, percent)],
      ['validity', `${decimals(summary.validity)} (slope salient ÷ all); ${ofFrames(frameValidity)}`],
      [
        'background',
        `${decimals(summary.backgroundShare)} (slope background ÷ all); ${ofFrames(frameBackgroundShare)}`,
      ],
      [
        'elsewhere',
        `${decimals(control.validity)} (the same shape half the width farther on ÷ all); ${ofFrames(control.frameValidity)}`,
      ],
      ['', `slope salient ÷ background ${decimals(summary.salientToBackground)}`],
    ]),
  ].join('\n\n');
}

function deletionTable({ deletion, insertion }: DeletionSummary): string {
  const header = ['', 'mask', 'random', 'centre', 'margin over random', 'margin over centre'];
  const row = (name: string, { areas, margins }: DeletionSummary['deletion']): string[] => [
    name,
    ...[areas.mask, areas.random, areas.centre].map(figure),
    marginText(margins.random),
    marginText(margins.centre),
  ];
  return [
    textTable([header, row('deletion', deletion), row('insertion', insertion)], [1, 2, 3]),
    'Areas under the curves: the mean change of steering; large is good in deletion, small in insertion. Margins are\npositive where the mask does better: mean (95 % of resamplings), share of the baseline, share of the frames.',
  ].join('\n\n');
}

function perturbationTable({ aopc, margin, entropy, regionPx }: PerturbationSummary): string {
  return textTable([
    ['squares', `${regionPx} px`],
    ['AOPC of the mask', figure(aopc.mask)],
    ['AOPC of random order', figure(aopc.random)],
    ['margin', marginText(margin)],
    ['entropy of the mask', entropy ? decimals(entropy.median) + quartilesIn(entropy, decimals) : 'none'],
  ]);
}

const comparisonLegend =
  'Medians over the frames; signed masks by magnitude. IoU: of the pixels in the most salient tenth of either, those in\nboth.';

function comparisonTable(summary: ComparisonSummary): string {
  if (summary.methods.length > maxListedMethods) return comparisonMatrix(summary);
  const header = ['', '', 'Spearman', '', 'Pearson', '', 'IoU', '', 'same sign', ''];
  const rows = summary.pairs.map(({ first, second, spearmanR, pearsonR, topIou, sameSign }) => [
    first,
    second,
    ...spread(spearmanR, decimals),
    ...spread(pearsonR, decimals),
    ...spread(topIou, decimals),
    ...spread(sameSign, decimals),
  ]);
  return [
    textTable([header, ...rows], [2, 4, 6, 8]),
    `${comparisonLegend} Same sign: of the pixels in both, those that push the steering to the same side.`,
  ].join('\n\n');
}

function comparisonMatrix({ methods, pairs }: ComparisonSummary): string {
  const cell = (row: number, column: number): string => {
    if (row === column) return '·';
    const [first, second] = [methods[Math.min(row, column)], methods[Math.max(row, column)]];
    const pair = pairs.find((one) => one.first === first && one.second === second);
    return decimals((row < column ? pair?.spearmanR : pair?.topIou)?.median ?? null);
  };
  const header = ['', '', ...methods.map((_, column) => String(column + 1))];
  const rows = methods.map((method, row) => [
    String(row + 1),
    method,
    ...methods.map((_, column) => cell(row, column)),
  ]);
  return [
    textTable([header, ...rows], [0, ...methods.map((_, column) => column + 2)]),
    `Above the diagonal Spearman's correlation of ranks, below it IoU. ${comparisonLegend}\n--json tells all.`,
  ].join('\n\n');
}

function jumpsTable({ steadyBelow, usualDistancePx, jumps }: FocusJumpsSummary): string {
  const header = ['frame', 'moved', 'from', 'to', 'mask changed', 'steering changed'];
  const rows = jumps.map(({ frame, distancePx, from, to, maskChange, steeringChange }) => [
    String(frame),
    `${distancePx.toFixed(1)} px`,
    place(from),
    place(to),
    percent(maskChange),
    figure(steeringChange),
  ]);
  const usual = usualDistancePx === null ? '' : ` Usually the centre moves by ${usualDistancePx.toFixed(1)} px.`;
  return [
    textTable([header, ...rows], [0, 1, 4, 5]),
    `Steering counts as staying up to a change of ${steadyBelow === null ? 'none' : figure(steadyBelow)}.${usual}`,
  ].join('\n\n');
}

const place = ({ x, y }: { x: number; y: number }): string => `${percent(x)}, ${percent(y)}`;
const figure = (value: number): string => value.toPrecision(3);
const signed = (value: number): string => `${value < 0 ? '' : '+'}${figure(value)}`;
const decimals = (value: number | null): string => value?.toFixed(2) ?? 'none';
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const quartilesIn = ({ lower, upper }: Quartiles, words: (value: number) => string): string =>
  ` (${words(lower)} to ${words(upper)})`;
const ofFrames = (values: Quartiles | null): string =>
  values ? `of frames ${decimals(values.median)}${quartilesIn(values, decimals)}` : 'of no frame';
const spread = (values: Quartiles | null, words: (value: number) => string): [string, string] =>
  values ? [words(values.median), quartilesIn(values, words).trim()] : ['none', ''];

function marginText({ mean, low, high, relative, better }: Margin): string {
  const share = relative === null ? '' : `, ${percent(relative)}`;
  return `${signed(mean)} (${signed(low)} to ${signed(high)})${share}, better in ${percent(better)}`;
}
