import { parse as parseDefinitions } from '@foxglove/rosmsg';
import { DamagedContainer } from './damaged-container.ts';
import type { RosEncoding } from './ros-cursor.ts';

export type MessageDefinition = ReturnType<typeof parseDefinitions>[number];

/** The longest real ones, with all that they use, have some ten thousand characters. */
const maxDefinitionCharacters = 200_000;

/** The types that a definition defines, the message's own first. @throws DamagedContainer. */
export function parse(definition: string, encoding: RosEncoding): readonly MessageDefinition[] {
  if (definition.length > maxDefinitionCharacters)
    throw new DamagedContainer(`a definition of a message has ${definition.length} characters`);
  try {
    return parseDefinitions(definition, { ros2: encoding === 'cdr' });
  } catch (thrown) {
    throw new DamagedContainer('a definition of a message cannot be read', { cause: thrown });
  }
}
