import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { ContainerInput } from './keras-container.ts';

/** An input of the whole network; the shape is without the batch axis. */
export interface NetworkInput {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The largest picture that a camera takes. */
const maximumLength = 16384;

/**
 * The network's inputs with their shapes, in its order: exactly one of three axes, the picture, beside which there may be
 * vectors of numbers.
 * @throws SteerscopeError `unsupported-network`.
 */
export function networkInputs(inputs: readonly ContainerInput[], path: string): NetworkInput[] {
  const shapes = inputs.map(({ name, shape }) => ({ name, shape: lengthsOf(shape, path) }));
  const pictures = shapes.filter(({ shape }) => shape.length === 3);
  const sequence = shapes.find(({ shape }) => shape.length > 3);
  const [picture] = pictures;
  if (sequence)
    throw new SteerscopeError(
      'unsupported-network',
      `Input ${sequence.name} takes several pictures at once, of shape ${text(sequence.shape)}, not one of [height, width, channels]: ${path}`,
      'Steerscope shows networks that steer from a single picture.',
    );
  if (pictures.length > 1)
    throw new SteerscopeError(
      'unsupported-network',
      `This network takes ${String(pictures.length)} pictures, ${pictures.map(({ name }) => name).join(' and ')}; Steerscope shows networks that take one: ${path}`,
      'Export the part that takes one of the pictures as a network of its own.',
    );
  if (!picture)
    throw new SteerscopeError(
      'unsupported-network',
      `This network takes an input of shape ${text(shapes[0]?.shape ?? [])}, not one picture of fixed size [height, width, channels]: ${path}`,
      'Steerscope shows networks that steer from a single picture.',
    );
  return shapes.map(({ name, shape }) => ({ name, shape: fixed(name, shape, path) }));
}

function lengthsOf(shape: unknown, path: string): unknown[] {
  if (Array.isArray(shape) && shape.length >= 1) return shape.slice(1);
  throw new SteerscopeError(
    'unsupported-network',
    `This network does not say what size its input has: ${path}`,
    'Give the first layer an input_shape and save it again.',
  );
}

function fixed(name: string, shape: readonly unknown[], path: string): number[] {
  const isLength = (length: unknown): length is number =>
    Number.isInteger(length) && (length as number) >= 1 && (length as number) <= maximumLength;
  if (shape.every(isLength)) return [...shape];
  throw new SteerscopeError(
    'unsupported-network',
    `Input ${name} has the shape ${text(shape)}, not a fixed size that Steerscope can give it: ${path}`,
    'Save the network with the input size that it is used with.',
  );
}

function text(shape: readonly unknown[]): string {
  return `[${shape
    .slice(0, 8)
    .map((length) => String(length ?? 'any'))
    .join(', ')}]`;
}

/** The error for an architecture that contradicts itself. */
export function malformedArchitecture(path: string, reason: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `The Keras architecture in this file is malformed, ${reason}: ${path}`,
    'Save the network again with model.save() or model.to_json().',
  );
}
