/** What a dilated convolution that TensorFlow took apart does: gaps and pads, in elements. */
export interface DilatedWindow {
  /** Vertical, horizontal. */
  readonly dilations: readonly [number, number];
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * TensorFlow writes a dilated convolution as a plain one, padding VALID, between SpaceToBatchND (`block`, `pads`) and
 * BatchToSpaceND (`blockAfter`, `crops`), pads and crops as top, bottom, left, right (tf.nn.convolution). Null for
 * numbers that stand for something else.
 */
export function dilatedWindow(
  block: readonly number[],
  pads: readonly number[],
  blockAfter: readonly number[],
  crops: readonly number[],
): DilatedWindow | null {
  const [vertical, horizontal] = block;
  if (vertical === undefined || horizontal === undefined || block.length > 2 || Math.min(...block) < 1) return null;
  if (block.join() !== blockAfter.join() || pads.length !== 4 || crops.length !== 4) return null;
  // What is padded only to divide evenly into blocks is cropped off again.
  const [top = 0, bottom = 0, left = 0, right = 0] = pads.map((pad, index) => pad - (crops[index] ?? 0));
  if (crops[0] !== 0 || crops[2] !== 0 || Math.min(top, bottom, left, right) < 0) return null;
  return { dilations: [vertical, horizontal], top, bottom, left, right };
}
