import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** An input of a network as its file describes it, batch included; null for lengths, or all of them, that it leaves open. */
export interface DescribedInput {
  readonly name: string;
  readonly shape: readonly (number | null)[] | null;
}

/** The network is fed with something else than pictures; `what` follows "The network". */
export function notForPictures(what: string, path: string): SteerscopeError {
  return new SteerscopeError(
    'unsupported-network',
    `The network ${what}; Steerscope shows networks that take one picture, batch x height x width x channels: ${path}`,
    'Open a network that steers by a single camera picture.',
  );
}

/**
 * Refuses networks that look at several pictures at once, before anything else about them is said.
 * @throws SteerscopeError `unsupported-network`.
 */
export function refuseSequences(inputs: readonly DescribedInput[], path: string): void {
  const sequence = inputs.find(({ shape }) => shape?.length === 5);
  if (sequence)
    throw notForPictures(`takes ${inputWords(sequence)}, several pictures at once, one after the other in time`, path);
}

/** The network does not say how large its pictures are, and no preprocessing does. */
export function openPictureSize(input: DescribedInput, path: string): SteerscopeError {
  return new SteerscopeError(
    'unsupported-network',
    `The network leaves the size of its pictures open, ${inputWords(input)}: ${path}`,
    'Say the size in the preprocessing file beside the network, by a step { "op": "resize", ... } at its end, or export the network with a fixed height and width.',
  );
}

/** `image[?, 66, 200, 3]`. */
export function inputWords({ name, shape }: DescribedInput): string {
  return shape === null ? name : `${name}[${shape.map((length) => length ?? '?').join(', ')}]`;
}
