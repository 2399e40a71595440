import { z } from 'zod';
import { commandNames, type CommandId } from '../../shared/commands.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { isKeyName, keyCaps } from './key-names.ts';
import { keyPresetNames, type KeyPresetName } from './key-presets.ts';
import { commandIds, commandsByKey, keysInUse, presetKeys, type KeyTable } from './key-table.ts';
import { recall, remember } from './remembered.ts';

const sameKeys = (keys: readonly string[], others: readonly string[]): boolean => keys.join(' ') === others.join(' ');

/** As it is remembered, and written to a file. */
const savedSchema = z.object({
  preset: z.enum(keyPresetNames).catch('standard'),
  keys: z.record(z.string().max(60), z.array(z.string().max(40)).max(12)),
});
const storeName = 'keys';
export const keyStore = `steerscope.${storeName}`;

/** These walk through the window and close what is open, whatever the user binds. */
const keptKeys = ['Tab', 'Shift+Tab', 'Escape'];

/** Which key runs which command: those of a preset, but for those that the user gave. A key runs one command at most. */
export class KeyBindings {
  #preset = $state<KeyPresetName>('standard');
  /** Of the commands whose keys the user changed. */
  #own = $state.raw<KeyTable>({});
  readonly #keys = $derived(keysInUse(this.#own, this.#preset));
  readonly #commands = $derived(commandsByKey(this.#keys));

  constructor() {
    this.recall();
  }

  /** What was kept by an earlier start, or by another window. */
  recall(): void {
    const held = savedSchema.safeParse(recall(storeName, { preset: 'standard', keys: {} })).data;
    this.#preset = held?.preset ?? 'standard';
    this.#own = held ? knownKeys(held.keys) : {};
  }

  get preset(): KeyPresetName {
    return this.#preset;
  }

  /** What the user changed by hand stays. */
  usePreset(preset: KeyPresetName): void {
    this.#take(this.#own, preset);
  }

  keysOf(id: CommandId): readonly string[] {
    return this.#keys[id] ?? [];
  }

  /** The caps of a command's first key, as tooltips show them; of two commands with the same modifiers `Shift ↑ ↓`. */
  capsOf(id: CommandId, other?: CommandId): string[] {
    const [caps, more] = [id, other].map((one) => keyCaps((one && this.keysOf(one)[0]) ?? '').filter(Boolean));
    if (!caps || !more) return [];
    const sameModifiers = caps.slice(0, -1).join() === more.slice(0, -1).join();
    return [...caps, ...(sameModifiers ? more.slice(-1) : more)];
  }

  /** The first key of each command that has one. */
  shown(): Record<string, string> {
    return Object.fromEntries(
      commandIds.flatMap((id) =>
        this.keysOf(id)
          .slice(0, 1)
          .map((key) => [id, key] as const),
      ),
    );
  }

  commandOf(key: string): CommandId | null {
    return this.#commands.get(key) ?? null;
  }

  isChanged(id: CommandId): boolean {
    return id in this.#own;
  }

  get changedCount(): number {
    return Object.keys(this.#own).length;
  }

  /** Why a key cannot be bound at all; null where it can. */
  refusal(key: string): string | null {
    return keptKeys.includes(key) ? 'moves the focus or closes what is open, and stays so' : null;
  }

  /**
   * Gives a command a key, in the place of one it has (`from`) or as one more. Another command that has it loses it, or
   * takes `from` for it where they swap.
   */
  bind(id: CommandId, from: string | null, to: string, swaps = false): void {
    const holder = this.commandOf(to);
    const kept = this.keysOf(id).filter((key) => key !== to);
    const keys = from === null ? [...kept, to] : kept.map((key) => (key === from ? to : key));
    const changes: KeyTable = { [id]: keys };
    if (holder === null || holder === id) return this.#change(changes);
    const left = swaps && from !== null ? [from] : [];
    const ofHolder = this.keysOf(holder).flatMap((key) => (key === to ? left : [key]));
    this.#change({ ...changes, [holder]: ofHolder });
  }

  unbind(id: CommandId, key: string): void {
    this.#change({ [id]: this.keysOf(id).filter((one) => one !== key) });
  }

  /** Its keys are those of the preset again, also where another command was given one of them. */
  reset(id: CommandId): void {
    const keys = presetKeys(id, this.#preset);
    const others = commandIds
      .filter((other) => other !== id && this.keysOf(other).some((key) => keys.includes(key)))
      .map((other) => [other, this.keysOf(other).filter((key) => !keys.includes(key))] as const);
    this.#change({ ...Object.fromEntries(others), [id]: keys });
  }

  resetAll(): void {
    this.#take({}, this.#preset);
  }

  toJson(): string {
    return JSON.stringify({ preset: this.#preset, keys: this.#own }, null, 2);
  }

  /** Takes what `toJson` wrote; commands and keys that are not known are left out. */
  fromJson(text: string): void {
    const saved = savedSchema.safeParse(parsed(text));
    if (!saved.success)
      throw new SteerscopeError(
        'bad-request',
        'That file holds no keys of Steerscope.',
        'Choose a file that was written by "Save keys".',
      );
    this.#take(knownKeys(saved.data.keys), saved.data.preset);
  }

  #change(changes: KeyTable): void {
    const own = Object.entries({ ...this.#own, ...changes }) as [CommandId, readonly string[]][];
    const changed = own.filter(([id, keys]) => !sameKeys(keys, presetKeys(id, this.#preset)));
    this.#take(Object.fromEntries(changed), this.#preset);
  }

  #take(own: KeyTable, preset: KeyPresetName): void {
    this.#own = own;
    this.#preset = preset;
    remember(storeName, { preset, keys: own });
  }
}

function knownKeys(keys: Readonly<Record<string, readonly string[]>>): KeyTable {
  const known = Object.entries(keys).filter(([id]) => Object.hasOwn(commandNames, id));
  const bindable = (key: string): boolean => isKeyName(key) && (key === 'Escape' || !keptKeys.includes(key));
  return Object.fromEntries(known.map(([id, names]) => [id, [...new Set(names.filter(bindable))]]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
