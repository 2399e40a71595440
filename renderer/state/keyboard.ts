import type { Command } from './commands.ts';
import { keyName } from './key-names.ts';

const typesText = 'input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]';
/** Inside these the arrows, Space and the like belong to the widget. A dialog on its way out has let go of them. */
const ownsKeys =
  '[role=dialog]:not([data-state=closed]), [role=listbox], [role=menu], [role=slider], [role=separator], [role=combobox]';
/** A list that is closed needs no chords, which undo what was chosen in it. */
const leavesChords = '[role=combobox][aria-expanded=false]';
const pressesButton = ['Space', 'Enter'];

/**
 * Runs commands by key. Keys typed into a text field, a dialog, a slider or a list stay theirs. While K is held, J and L
 * jog by one frame.
 */
export class Keyboard {
  readonly #byKey = new Map<string, Command>();
  readonly #step: (frames: 1 | -1) => void;
  #stopHeld = false;

  constructor(commands: readonly Command[], step: (frames: 1 | -1) => void) {
    for (const command of commands) for (const key of command.keys) this.#byKey.set(key, command);
    this.#step = step;
  }

  /** Handler of keydown on the window. */
  pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as Partial<Element> | null;
    const isIn = (selector: string): boolean => Boolean(target?.closest?.(selector));
    const name = keyName(event);
    const isOwned = isIn(ownsKeys) && !(name.startsWith('Ctrl+') && isIn(leavesChords));
    if (isIn(typesText) || isOwned) return;
    if (pressesButton.includes(name) && isIn('button, a[href]')) return;
    const command = this.#byKey.get(name);
    if (!command) return;
    event.preventDefault();
    if (event.repeat && !command.repeats) return;
    if (command.id === 'stop') this.#stopHeld = true;
    if (this.#stopHeld && command.id === 'play-backwards') this.#step(-1);
    else if (this.#stopHeld && command.id === 'play-forwards') this.#step(1);
    else command.run();
  }

  /** Handler of keyup on the window. */
  released(event: KeyboardEvent): void {
    if (event.key.toUpperCase() === 'K') this.forgetHeld();
  }

  /** The window lost the keyboard: it will not hear of keys let go. */
  forgetHeld(): void {
    this.#stopHeld = false;
  }
}
