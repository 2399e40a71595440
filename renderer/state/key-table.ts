import { commandNames, type CommandId, type CommandName } from '../../shared/commands.ts';
import { keyPresets, type KeyPresetName } from './key-presets.ts';

/** Keys by command; one that is not named has those of the command table. */
export type KeyTable = Readonly<Partial<Record<CommandId, readonly string[]>>>;

export const commandIds = Object.keys(commandNames) as CommandId[];

/** Of a command that the user changed nothing of. */
export function presetKeys(id: CommandId, preset: KeyPresetName): readonly string[] {
  const { keys }: { keys: KeyTable } = keyPresets[preset];
  return keys[id] ?? (commandNames[id] as CommandName).keys;
}

/** The user's own keys come first, then those of the preset, then the table's: a newer table may give away one in use. */
export function keysInUse(own: KeyTable, preset: KeyPresetName): KeyTable {
  const taken = new Set<string>();
  const { keys: presets }: { keys: KeyTable } = keyPresets[preset];
  const rank = (id: CommandId): number => (own[id] ? 0 : presets[id] ? 1 : 2);
  const inTurn = commandIds.toSorted((one, other) => rank(one) - rank(other));
  return Object.fromEntries(
    inTurn.map((id) => {
      const keys = (own[id] ?? presetKeys(id, preset)).filter((key) => !taken.has(key));
      for (const key of keys) taken.add(key);
      return [id, keys];
    }),
  );
}

export function commandsByKey(keys: KeyTable): ReadonlyMap<string, CommandId> {
  return new Map(commandIds.flatMap((id) => (keys[id] ?? []).map((key) => [key, id] as const)));
}
