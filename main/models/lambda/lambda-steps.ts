import type { LambdaStep } from '../../../shared/lambda-step.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { KerasLayer } from '../keras/keras-layer-config.ts';
import { clipped, standardised, withinExtremes } from './lambda-formula.ts';
import type { LambdaOperation } from './lambda-operations.ts';

/**
 * Refuses what is stated by hand for a Lambda that the network does not have: the name is most likely misspelt.
 * @throws SteerscopeError `bad-preprocessing`.
 */
export function refuseUnknownLambdas(
  layers: readonly KerasLayer[],
  lambdas: Readonly<Record<string, readonly LambdaStep[]>>,
  path: string,
): void {
  const known = layers.filter(({ className }) => className === 'Lambda').map(({ name }) => name);
  const unknown = Object.keys(lambdas).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new SteerscopeError(
    'bad-preprocessing',
    `The preprocessing states what the Lambda layer ${unknown} does, but the network has no such layer: ${path}`,
    known.length > 0 ? `Its Lambda layers are: ${known.join(', ')}.` : 'It has no Lambda layer; leave "lambdas" out.',
  );
}

const value = { kind: 'value' } as const;

export function operationsOfSteps(steps: readonly LambdaStep[]): LambdaOperation[] {
  return steps.map((step): LambdaOperation => {
    switch (step.op) {
      case 'affine':
        return { kind: 'affine', scale: step.scale, offset: step.offset };
      case 'crop':
        return { kind: 'crop', rows: between(step.top, step.bottom), columns: between(step.left, step.right) };
      case 'resize': {
        const sampling = step.method === 'tf-bilinear' ? 'half-pixel' : 'legacy';
        return { kind: 'resize', height: step.height, width: step.width, sampling };
      }
      case 'mix':
        return { kind: 'mix', matrix: step.matrix };
      case 'reverse-channels':
        return { kind: 'channels', range: { start: null, stop: null }, step: -1 };
      case 'min-max':
        return { kind: 'formula', formula: withinExtremes(value) };
      case 'standardise':
        return { kind: 'formula', formula: standardised(value) };
      case 'clip':
        return { kind: 'formula', formula: clipped(value, step.min, step.max) };
      case 'function':
        return { kind: 'formula', formula: { kind: 'function', name: step.name, of: value } };
    }
  });
}

/** As Python counts: -0 would be the start. */
function between(before: number, after: number) {
  return { start: before, stop: after === 0 ? null : -after };
}

/** For the table of layers. */
export function describeLambdaSteps(steps: readonly LambdaStep[]): string {
  const words = steps.map(({ op, ...settings }) => {
    const given = Object.entries(settings).map(([name, setting]) => `${name} ${JSON.stringify(setting)}`);
    return [op, ...given].join(' ');
  });
  return `stated by hand: ${words.join(', ') || 'nothing'}`;
}
