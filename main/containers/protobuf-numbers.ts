import { createFileRegistry, fromBinary, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { DamagedContainer } from './damaged-container.ts';
import type { MessageNumbers, NumberVisitor } from './message-numbers.ts';

const maxDepth = 12;
const maxSchemaBytes = 1024 * 1024;

/** Walks protobuf messages by the descriptors that lie in the file; nothing is generated from them. */
export class ProtobufNumbers implements MessageNumbers {
  readonly #type: DescMessage;

  /** @throws DamagedContainer for a descriptor that makes no sense. */
  constructor(schema: Uint8Array, type: string) {
    if (schema.length > maxSchemaBytes) throw new DamagedContainer('a definition of a message is too long');
    try {
      const found = createFileRegistry(fromBinary(FileDescriptorSetSchema, schema)).getMessage(type);
      if (found === undefined) throw new DamagedContainer(`the type ${type.slice(0, 80)} is not defined`);
      this.#type = found;
    } catch (thrown) {
      if (thrown instanceof DamagedContainer) throw thrown;
      throw new DamagedContainer('a definition of a message cannot be read', { cause: thrown });
    }
  }

  visit(message: Uint8Array, visitor: NumberVisitor): void {
    let read: ReflectMessage;
    try {
      read = reflect(this.#type, fromBinary(this.#type, message));
    } catch (thrown) {
      throw new DamagedContainer('a message is not what its definition says', { cause: thrown });
    }
    visitMessage(read, '', maxDepth, visitor);
  }
}

function visitMessage(message: ReflectMessage, prefix: string, depthLeft: number, visitor: NumberVisitor): void {
  for (const field of message.desc.fields) {
    const path = prefix + field.name;
    if (field.fieldKind === 'enum') visitor(path, message.get(field));
    else if (field.fieldKind === 'scalar') {
      if (field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES) continue;
      visitor(path, Number(message.get(field)));
    } else if (field.fieldKind === 'message' && depthLeft > 0 && message.isSet(field))
      visitMessage(message.get(field), `${path}.`, depthLeft - 1, visitor);
  }
}
