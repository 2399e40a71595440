import type { ProjectContents } from '../../shared/project.ts';
import type { ProjectPart } from './project-part.ts';

type HeldParts = ProjectContents['parts'];

/** The parts of the window whose state is kept, taken and put together. */
export class WindowParts {
  readonly #parts: readonly ProjectPart[];

  constructor(parts: readonly ProjectPart[]) {
    this.#parts = parts;
  }

  /** As they are now, by their names. */
  take(): HeldParts {
    return Object.fromEntries(this.#parts.map((part) => [part.name, part.take()]));
  }

  /** Call in an effect: takes note of every change but those of one part. */
  notice(except: ProjectPart | null): void {
    for (const part of this.#parts) if (part !== except) part.take();
  }

  /** @param only of those that have these names. @returns the names of the parts that could not be used. */
  put(held: HeldParts, only?: readonly string[]): string[] {
    const known = this.#parts.filter(({ name }) => !only || only.includes(name));
    const spoilt = known.filter((part) => part.name in held && !part.put(held[part.name]));
    const unknown = only ? [] : Object.keys(held).filter((name) => !known.some((part) => part.name === name));
    return [...spoilt.map(({ name }) => name), ...unknown];
  }

  /** What further windows kept at the same time. */
  add(others: readonly { readonly contents: ProjectContents }[]): void {
    for (const { contents } of others) for (const part of this.#parts) part.add?.(contents.parts[part.name]);
  }
}
