import type { Experiment } from '../../shared/lab.ts';
import type {
  ComparisonFindings,
  ComparisonSummary,
  DeletionFindings,
  DeletionSummary,
  DeletionSummaryCurves,
  FrameFindings,
  LabSummary,
  PerturbationFindings,
  PerturbationSummary,
  ShiftedPart,
  ShiftFindings,
  ShiftSummary,
} from '../../shared/lab-findings.ts';
import { fitLine, type LineFit } from '../../shared/line-fit.ts';
import { margin } from './margin.ts';
import { curveSpread, mean, quartiles } from './quartiles.ts';

/** What an experiment found over all frames; null without one. @param findings all of that experiment. */
export function summarise(experiment: Experiment, findings: readonly FrameFindings[]): LabSummary | null {
  if (findings.length === 0) return null;
  switch (experiment.kind) {
    case 'shift':
      return summariseShift(findings as readonly ShiftFindings[]);
    case 'deletion':
      return summariseDeletion(findings as readonly DeletionFindings[]);
    case 'perturbation':
      return summarisePerturbation(findings as readonly PerturbationFindings[]);
    case 'compare':
      return summariseComparison(experiment.methods, findings as readonly ComparisonFindings[]);
    case 'jumps':
      return null;
  }
}

function summariseShift(findings: readonly ShiftFindings[]): ShiftSummary {
  const { shiftsPx, dilationPx } = findings[0]!;
  const unshifted = shiftsPx.indexOf(0);
  const ofEach = <Value>(make: (part: ShiftedPart) => Value): Record<ShiftedPart, Value> => {
    return { salient: make('salient'), background: make('background'), all: make('all') };
  };
  const fromUnshifted = (curve: readonly number[]): number[] => curve.map((value) => value - curve[unshifted]!);
  const curves = ofEach((part) => curveSpread(findings.map(({ curves: { [part]: curve } }) => fromUnshifted(curve))));
  const fits = ofEach((part) => fitLine(shiftsPx, curves[part].mean));
  const control = curveSpread(findings.map(({ control: { curve } }) => fromUnshifted(curve)));
  const controlFit = fitLine(shiftsPx, control.mean);
  const ratio = (one: LineFit, other: LineFit): number | null => (other.slope === 0 ? null : one.slope / other.slope);
  return {
    kind: 'shift',
    shiftsPx,
    dilationPx,
    curves,
    fits,
    slopes: ofEach((part) => quartiles(findings.map(({ fits: { [part]: fit } }) => fit.slope))!),
    r2: ofEach((part) => quartiles(findings.flatMap(({ fits: { [part]: fit } }) => fit.r2 ?? []))),
    salientShare: quartiles(findings.map(({ salientShare }) => salientShare))!,
    validity: ratio(fits.salient, fits.all),
    backgroundShare: ratio(fits.background, fits.all),
    salientToBackground: ratio(fits.salient, fits.background),
    frameValidity: quartiles(findings.flatMap(({ validity }) => validity ?? [])),
    frameBackgroundShare: quartiles(findings.flatMap(({ backgroundShare }) => backgroundShare ?? [])),
    control: {
      curve: control,
      fit: controlFit,
      validity: ratio(controlFit, fits.all),
      frameValidity: quartiles(findings.flatMap(({ control: { validity } }) => validity ?? [])),
    },
  };
}

function summariseDeletion(findings: readonly DeletionFindings[]): DeletionSummary {
  const over = (what: 'deletion' | 'insertion', better: 'larger' | 'smaller'): DeletionSummaryCurves => {
    const all = findings.map(({ [what]: one }) => one);
    const [masks, randoms, centres] = (['mask', 'random', 'centre'] as const).map((order) =>
      all.map(({ areas }) => areas[order]),
    ) as [number[], number[], number[]];
    return {
      curves: {
        mask: curveSpread(all.map(({ curves }) => curves.mask)),
        random: curveSpread(all.map(({ curves }) => curves.random)),
        centre: curveSpread(all.map(({ curves }) => curves.centre)),
      },
      areas: { mask: mean(masks), random: mean(randoms), centre: mean(centres) },
      margins: { random: margin(masks, randoms, better), centre: margin(masks, centres, better) },
    };
  };
  return {
    kind: 'deletion',
    shares: findings[0]!.shares,
    deletion: over('deletion', 'larger'),
    insertion: over('insertion', 'smaller'),
  };
}

function summarisePerturbation(findings: readonly PerturbationFindings[]): PerturbationSummary {
  const [masks, randoms] = [findings.map(({ aopc }) => aopc.mask), findings.map(({ aopc }) => aopc.random)];
  return {
    kind: 'perturbation',
    regionPx: findings[0]!.regionPx,
    curves: {
      mask: curveSpread(findings.map(({ curves }) => curves.mask)),
      random: curveSpread(findings.map(({ curves }) => curves.random)),
    },
    aopc: { mask: mean(masks), random: mean(randoms) },
    margin: margin(masks, randoms, 'larger'),
    entropy: quartiles(findings.flatMap(({ entropy }) => entropy ?? [])),
  };
}

function summariseComparison(
  methods: ComparisonSummary['methods'],
  findings: readonly ComparisonFindings[],
): ComparisonSummary {
  const pairs = methods.flatMap((first, index) =>
    methods.slice(index + 1).map((second) => {
      const found = findings.flatMap((frame) =>
        frame.pairs.filter((pair) => pair.first === first && pair.second === second),
      );
      return {
        first,
        second,
        pearsonR: quartiles(found.flatMap(({ pearsonR }) => pearsonR ?? [])),
        spearmanR: quartiles(found.flatMap(({ spearmanR }) => spearmanR ?? [])),
        topIou: quartiles(found.flatMap(({ topIou }) => topIou ?? [])),
        sameSign: quartiles(found.flatMap(({ sameSign }) => sameSign ?? [])),
      };
    }),
  );
  return { kind: 'compare', methods, pairs };
}
