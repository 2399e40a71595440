import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { PerturbationTest } from '../../../shared/lab.ts';
import type { PerturbationFindings } from '../../../shared/lab-findings.ts';
import { maskFigures } from '../mask-figures.ts';
import { shuffled, type Random } from '../../../shared/seeded-random.ts';
import { magnitudesOf } from '../magnitudes.ts';
import type { SaliencyQuestion } from '../mask-method.ts';
import { frameRandom } from './frame-random.ts';
import { byValue, cutIntoCells } from './picture-cells.ts';
import { steerChanged } from './steer-changed.ts';

/** Samek et al. perturb regions of 9 × 9 pixels in pictures of 227 × 227. */
const paperRegion = 9;
const paperSide = 227;

/**
 * Region perturbation, most relevant first (Samek et al. 2015, arXiv 1509.06321), adapted from the score of a
 * class to steering: squares become uniform noise (over the range of each channel in the picture) one after the other in the
 * order of the mask on them, and
 *
 *     AOPC = 1 / (L + 1) · Σ k = 0..L  |steering of the picture − steering after k squares|,
 *
 * the mean over several draws of the noise, beside the same in random orders. Where a mask is signed its magnitude counts.
 */
export async function testPerturbation(
  question: Pick<SaliencyQuestion, 'input' | 'size' | 'steer'>,
  mask: SaliencyMask,
  request: PerturbationTest,
  frame: number,
): Promise<PerturbationFindings> {
  const { input, size } = question;
  const { repeats } = request;
  const { channels } = size;
  const regionPx = request.regionPx ?? usualRegion(size);
  const random = frameRandom(request.seed, frame);
  const cells = cutIntoCells(size, regionPx);
  const steps = Math.min(request.steps, cells.count);
  const heat = magnitudesOf(mask);
  const noises = Array.from({ length: repeats }, () => noiseLike(input, channels, random));
  const orders = [
    ...Array.from({ length: repeats }, () => byValue(cells, heat, random)),
    ...Array.from({ length: repeats }, () => shuffled(cells.count, random)),
  ];
  const steering = await steerChanged(question, 1 + orders.length * steps, (index, into) => {
    into.set(input);
    if (index === 0) return;
    const draw = Math.floor((index - 1) / steps);
    const noise = noises[draw % repeats]!;
    for (const cell of orders[draw]!.subarray(0, ((index - 1) % steps) + 1))
      cells.eachPixel(cell, (pixel) => {
        for (let at = pixel * channels; at < (pixel + 1) * channels; at++) into[at] = noise[at]!;
      });
  });
  const meanCurve = (firstDraw: number): number[] => {
    const after = (draw: number, step: number): number => Math.abs(steering[1 + draw * steps + step]! - steering[0]!);
    const changes = Array.from({ length: steps }, (_, step) => {
      let sum = 0;
      for (let draw = firstDraw; draw < firstDraw + repeats; draw++) sum += after(draw, step);
      return sum / repeats;
    });
    return [0, ...changes];
  };
  const curves = { mask: meanCurve(0), random: meanCurve(repeats) };
  const entropy = maskFigures(mask)['mask-entropy'];
  return {
    kind: 'perturbation',
    frame,
    regionPx,
    curves,
    aopc: { mask: mean(curves.mask), random: mean(curves.random) },
    entropy: Number.isFinite(entropy) ? entropy : null,
  };
}

/** The papers' 9 of 227 pixels, for an input of another area. */
export const usualRegion = ({ height, width }: { readonly height: number; readonly width: number }): number =>
  Math.max(1, Math.round((paperRegion * Math.sqrt(height * width)) / paperSide));

function noiseLike(input: Float32Array, channels: number, random: Random): Float32Array {
  const [lows, highs] = [new Float64Array(channels).fill(Infinity), new Float64Array(channels).fill(-Infinity)];
  input.forEach((value, at) => {
    const channel = at % channels;
    lows[channel] = Math.min(lows[channel]!, value);
    highs[channel] = Math.max(highs[channel]!, value);
  });
  return input.map((_, at) => lows[at % channels]! + random() * (highs[at % channels]! - lows[at % channels]!));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
