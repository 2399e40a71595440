import { z } from 'zod';

/** A place in a drive that the user wants to find again: one frame, or a range of them. */
export const markSchema = z.strictObject({
  id: z.string().min(1).max(64),
  firstFrame: z.int().min(0),
  /** Inclusive; `firstFrame` for a single frame. */
  lastFrame: z.int().min(0),
  /** Empty: called by its frames. */
  name: z.string().max(200),
  note: z.string().max(10_000).default(''),
  /** 1..9: the digit that goes there; null: none. */
  digit: z.int().min(1).max(9).nullable().default(null),
});
export type Mark = z.infer<typeof markSchema>;

/** More than a person sets, few enough to be shown and kept at once. */
export const maxMarks = 10_000;

/** What a mark is called: its name, or its frames. */
export function markLabel({ name, firstFrame, lastFrame }: Mark): string {
  return name || (firstFrame === lastFrame ? `Frame ${firstFrame}` : `Frames ${firstFrame}–${lastFrame}`);
}
