import type { ReceptiveField } from '../../../shared/receptive-field.ts';

/** `Sees 29×29 px of the input, every 8 px`. */
export function fieldWords({ size, jump, isExact }: ReceptiveField): string {
  const about = isExact ? '' : 'about ';
  const apart = jump[0] === jump[1] ? short(jump[0]) : `${short(jump[0])}×${short(jump[1])}`;
  return `Sees ${about}${size[0]}×${size[1]} px of the input, every ${apart} px`;
}

/** `rows 8–36, columns 56–84`: as much of it as lies in the input. */
export function placeWords({ rect }: ReceptiveField): string {
  const { left, top, width, height } = rect;
  return `rows ${top}–${top + height - 1}, columns ${left}–${left + width - 1}`;
}

const short = (pixels: number): string => String(Math.round(pixels * 100) / 100);
