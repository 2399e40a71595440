import type { CommandId } from '../../shared/commands.ts';
import type { Command } from './commands.ts';
import { keyName } from './key-names.ts';

const typesText = 'input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]';
const dialog = '[role=dialog]';
/** A dialog on its way out has let go of all keys, those of its fields and lists too. */
const leavingDialog = '[role=dialog][data-state=closed]';
/** Inside these all keys belong to the widget: letters look for an entry. */
const ownsKeys = `${dialog}, [role=listbox], [role=menu], [role=combobox]`;
/** Of these only the keys that move it. */
const isMoved = '[role=slider], [role=separator]';
const moves = /(^|\+)(Arrow(Left|Right|Up|Down)|Page(Up|Down)|Home|End|Enter)$/;
/** A list that is closed needs no chords, which undo what was chosen in it. */
const leavesChords = '[role=combobox][aria-expanded=false]';
const pressesButton = ['Space', 'Enter'];
/** Types nothing. */
const isChord = (name: string): boolean => /^(Ctrl|Alt)\+|^F\d/.test(name);

/**
 * Runs commands by key. Keys typed into a text field, a dialog or a list stay theirs, and those that move a slider. While
 * the key of `stop` is held, those of backwards and forwards jog by one frame.
 */
export class Keyboard {
  readonly #commands: ReadonlyMap<CommandId, Command>;
  readonly #bindings: { commandOf(key: string): CommandId | null };
  readonly #step: (frames: 1 | -1) => void;
  /** Its place on the keyboard; null while it is not held. */
  #stopKey: string | null = null;

  constructor(
    commands: readonly Command[],
    bindings: { commandOf(key: string): CommandId | null },
    step: (frames: 1 | -1) => void,
  ) {
    this.#commands = new Map(commands.map((command) => [command.id, command]));
    this.#bindings = bindings;
    this.#step = step;
  }

  /** Handler of keydown on the window. */
  pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as Partial<Element> | null;
    const isLeft = Boolean(target?.closest?.(leavingDialog));
    const isIn = (selector: string): boolean => !isLeft && Boolean(target?.closest?.(selector));
    const name = keyName(event);
    const id = this.#bindings.commandOf(name);
    const command = id && this.#commands.get(id);
    if (!command) return;
    const runsAnywhere = command.anywhere === true && isChord(name) && !isIn(dialog);
    const isOwned =
      (isIn(ownsKeys) && !(name.startsWith('Ctrl+') && isIn(leavesChords))) || (moves.test(name) && isIn(isMoved));
    if ((isIn(typesText) || isOwned) && !runsAnywhere) return;
    if (pressesButton.includes(name) && isIn('button, a[href]')) return;
    event.preventDefault();
    const jogs = this.#stopKey !== null && (id === 'play-backwards' || id === 'play-forwards');
    if (event.repeat && !command.repeats && !jogs) return;
    if (id === 'stop') this.#stopKey = event.code;
    if (jogs) this.#step(id === 'play-forwards' ? 1 : -1);
    else command.run();
  }

  /** Handler of keyup on the window. */
  released(event: KeyboardEvent): void {
    if (event.code === this.#stopKey) this.forgetHeld();
  }

  /** The window lost the keyboard: it will not hear of keys let go. */
  forgetHeld(): void {
    this.#stopKey = null;
  }
}
