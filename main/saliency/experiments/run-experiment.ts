import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { FrameExperiment } from '../../../shared/lab.ts';
import type { FrameFindings, FrameOutcome } from '../../../shared/lab-findings.ts';
import type { Problem } from '../../../shared/problem.ts';
import { methodFacts, type SaliencyMethod } from '../../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { SaliencyQuestion } from '../mask-method.ts';
import { maskMethods } from '../mask-methods.ts';
import { compareMasks } from './compare-masks.ts';
import { testDeletion } from './deletion-test.ts';
import { testPerturbation } from './perturbation-test.ts';
import { testShift } from './shift-test.ts';
import { NoSteering } from './steer-changed.ts';

/**
 * One experiment on one frame.
 * @throws SteerscopeError `unsupported-network` for a method that makes no mask of such a network; what a method or the
 * network fails with. A flat mask, and answers that are no numbers, are problems of the frame.
 */
export async function runExperiment(
  request: FrameExperiment,
  question: SaliencyQuestion,
  frame: number,
): Promise<FrameOutcome> {
  if (request.kind === 'compare') return compareMethods(request.methods, question, frame);
  const mask = await maskBy(request.method, question);
  if (mask.flat) return { frame, findings: null, problems: [flatMask(request.method, frame)] };
  try {
    return { frame, findings: await experimentOn(request, question, mask, frame), problems: [] };
  } catch (thrown) {
    if (!(thrown instanceof NoSteering)) throw thrown;
    return { frame, findings: null, problems: [noSteering(frame)] };
  }
}

function experimentOn(
  request: Exclude<FrameExperiment, { kind: 'compare' }>,
  question: SaliencyQuestion,
  mask: SaliencyMask,
  frame: number,
): Promise<FrameFindings> {
  switch (request.kind) {
    case 'shift':
      return testShift(question, mask, request, frame);
    case 'deletion':
      return testDeletion(question, mask, request, frame);
    case 'perturbation':
      return testPerturbation(question, mask, request, frame);
  }
}

/** A method that makes no mask is left out with the reason, as long as two are left. */
async function compareMethods(
  methods: readonly SaliencyMethod[],
  question: SaliencyQuestion,
  frame: number,
): Promise<FrameOutcome> {
  const masks = new Map<SaliencyMethod, SaliencyMask>();
  const problems: Problem[] = [];
  for (const method of methods) {
    const mask = await maskBy(method, question).catch((thrown: unknown) => {
      const error = SteerscopeError.from(thrown);
      if (!/^unsupported/.test(error.code)) throw error;
      return error;
    });
    if (mask instanceof SteerscopeError) problems.push(frameProblem(mask.code, mask.message, frame));
    else if (mask.flat) problems.push(flatMask(method, frame));
    else masks.set(method, mask);
  }
  return { frame, findings: masks.size > 1 ? compareMasks(masks, frame) : null, problems };
}

async function maskBy(method: SaliencyMethod, question: SaliencyQuestion): Promise<SaliencyMask> {
  const mask = await maskMethods[method](question);
  if (mask) return mask;
  throw new SteerscopeError(
    'unsupported-network',
    `${methodFacts[method].name} makes no mask of this network.`,
    'Choose another method.',
  );
}

const frameProblem = (code: string, message: string, frame: number): Problem => {
  return { severity: 'warning', code, message, place: `frame ${frame}`, frame };
};

const flatMask = (method: SaliencyMethod, frame: number): Problem =>
  frameProblem(
    'mask-flat',
    `The mask of frame ${frame} by ${methodFacts[method].name} shows nothing: it is left out.`,
    frame,
  );

const noSteering = (frame: number): Problem =>
  frameProblem(
    'output-not-finite',
    `The network answered a changed picture of frame ${frame} with something that is no number: the frame is left out.`,
    frame,
  );
