import { parse, type MessageDefinition } from './ros-definitions.ts';
import { DamagedContainer } from './damaged-container.ts';
import type { NumberVisitor } from './message-numbers.ts';
import { RosCursor, type RosEncoding } from './ros-cursor.ts';

/** No message of a car is deeper; a type that contains itself is. */
const maxDepth = 12;
/** So many fields of one message are visited; then it is no reading of a sensor but a map or a cloud of points. */
const maxFields = 4096;

const sizes: Readonly<Record<string, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

/**
 * Walks ROS messages by the definition that lies in the file. The usual library turns definitions into JavaScript and runs
 * it, names unchecked: not for files from strangers.
 * @throws DamagedContainer for a definition that makes no sense.
 */
export class RosNumbers {
  readonly #encoding: RosEncoding;
  readonly #root: MessageDefinition;
  readonly #types = new Map<string, MessageDefinition>();

  constructor(encoding: RosEncoding, definition: string) {
    this.#encoding = encoding;
    const definitions = parse(definition, encoding);
    const root = definitions.find(({ name }) => name === undefined) ?? definitions[0];
    if (root === undefined) throw new DamagedContainer('a message has no definition');
    this.#root = root;
    for (const named of definitions) if (named.name !== undefined) this.#types.set(named.name, named);
  }

  /** Visits the single numbers of a message; those in arrays and times are stepped over. */
  visit(message: Uint8Array, visitor: NumberVisitor): void {
    let fieldsLeft = maxFields;
    const cursor = new RosCursor(message, this.#encoding);
    const walk = (type: MessageDefinition, prefix: string, depth: number, visits: boolean): void => {
      if (depth > maxDepth) throw new DamagedContainer('a message contains itself');
      const fields = type.definitions.filter(({ isConstant }) => isConstant !== true);
      // ROS 2 writes one byte for a type without fields.
      if (fields.length === 0 && this.#encoding === 'cdr') cursor.uint8();
      for (const field of fields) {
        fieldsLeft -= 1;
        if (fieldsLeft < 0) throw new DamagedContainer('a message has too many fields');
        const isArray = field.isArray === true;
        const count = isArray ? (field.arrayLength ?? cursor.uint32()) : 1;
        const size = sizes[field.type];
        if (field.isComplex === true) {
          const inner = this.#types.get(field.type);
          if (inner === undefined)
            throw new DamagedContainer(`a message uses the type ${field.type.slice(0, 80)}, not defined`);
          for (let item = 0; item < count; item += 1) {
            fieldsLeft -= 1;
            if (fieldsLeft < 0) throw new DamagedContainer('a message has too many fields');
            walk(inner, `${prefix}${field.name}.`, depth + 1, visits && !isArray);
          }
        } else if (field.type === 'time' || field.type === 'duration') cursor.skip(2 * count, 4);
        else if (field.type === 'string')
          for (let item = 0; item < count; item += 1) {
            fieldsLeft -= 1;
            if (fieldsLeft < 0) throw new DamagedContainer('a message has too many fields');
            cursor.bytes();
          }
        else if (isArray) cursor.skip(count, size ?? unknownType(field.type));
        else {
          const value = cursor.number(field.type);
          if (visits) visitor(`${prefix}${field.name}`, value);
        }
      }
    };
    walk(this.#root, '', 0, true);
  }
}

function unknownType(type: string): never {
  throw new DamagedContainer(`a message has a field of the type ${type.slice(0, 80)}, which is not read`);
}
