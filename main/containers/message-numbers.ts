import { DamagedContainer } from './damaged-container.ts';
import { ProtobufNumbers } from './protobuf-numbers.ts';
import type { RecordedChannel } from './recording.ts';
import { RosNumbers } from './ros-numbers.ts';

/** Called for each number in a message, with its path: `drive.steering_angle`. */
export type NumberVisitor = (path: string, value: number) => void;

/** Finds the single numbers in the messages of one channel. */
export interface MessageNumbers {
  /** @throws DamagedContainer when the message is not what its definition says. */
  visit(message: Uint8Array, visitor: NumberVisitor): void;
}

/**
 * The numbers in the messages of a channel; null when its encoding is none that is read.
 * @throws DamagedContainer when the definition in the file makes no sense.
 */
export function messageNumbers({ encoding, schemaEncoding, schema, type }: RecordedChannel): MessageNumbers | null {
  if (encoding === 'json') return { visit: visitJson };
  if (encoding === 'ros1' && schemaEncoding === 'ros1msg')
    return new RosNumbers('ros1', new TextDecoder().decode(schema));
  if (encoding === 'cdr' && schemaEncoding === 'ros2msg' && schema.length === 0)
    throw new DamagedContainer(`the recording does not define its type ${type.slice(0, 80)}`);
  if (encoding === 'cdr' && schemaEncoding === 'ros2msg')
    return new RosNumbers('cdr', new TextDecoder().decode(schema));
  if (encoding === 'protobuf' && schemaEncoding === 'protobuf') return new ProtobufNumbers(schema, type);
  return null;
}

const maxJsonDepth = 12;
const maxJsonBytes = 1024 * 1024;

function visitJson(message: Uint8Array, visitor: NumberVisitor): void {
  // A longer one holds a picture or a cloud of points.
  if (message.length > maxJsonBytes) throw new DamagedContainer('a message in JSON is too long');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(message));
  } catch (thrown) {
    throw new DamagedContainer('a message is no JSON', { cause: thrown });
  }
  visitValue(value, '', maxJsonDepth, visitor);
}

/** Visits the numbers and truth values in a tree of objects; arrays are left out. */
export function visitValue(value: unknown, path: string, depthLeft: number, visitor: NumberVisitor): void {
  if (typeof value === 'number') visitor(path, value);
  else if (typeof value === 'bigint' || typeof value === 'boolean') visitor(path, Number(value));
  else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depthLeft > 0)
    for (const [key, inner] of Object.entries(value))
      visitValue(inner, path === '' ? key : `${path}.${key}`, depthLeft - 1, visitor);
}
