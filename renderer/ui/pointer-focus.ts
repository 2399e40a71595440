/**
 * Handler of mousedown on the window: a click on a button or on the timeline leaves the focus where it is, so that Space
 * goes on playing and does not press that button again. Tab and Enter work as ever; dialogs keep their own order.
 */
export function keepFocus(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (!target?.closest('button, [role=scrollbar]') || target.closest('[role=dialog]')) return;
  event.preventDefault();
  // Only a text field lets go: what is typed next is meant for the window.
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
}

/** For what a trigger opens: when a pointer opened it, the trigger gets no focus as it closes. */
export class PointerFocus {
  #byPointer = false;

  readonly trigger = {
    onpointerdown: () => void (this.#byPointer = true),
    /** A list may leave the focus with its trigger while it is open: keys then choose in what the pointer opened. */
    onkeydown: ({ currentTarget }: KeyboardEvent & { currentTarget: Element }) => {
      if (currentTarget.getAttribute('aria-expanded') !== 'true') this.#byPointer = false;
    },
  };

  /** For what takes the focus while it is open, and would give it to the trigger. */
  readonly onCloseAutoFocus = (event: Event): void => {
    if (!this.#byPointer) return;
    event.preventDefault();
    this.letGo();
  };

  /** For what leaves the focus with its trigger. */
  letGo(): void {
    if (this.#byPointer && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    this.#byPointer = false;
  }
}
