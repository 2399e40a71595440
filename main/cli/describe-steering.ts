import type { SteeringState } from '../../shared/steering-output.ts';

/** How the steering is read from the outputs, for a person: `angle_out as bins from -1 to 1, by arg-max`. */
export function describeSteering(steering: SteeringState | null): string {
  if (!steering) return 'not known';
  const { output, reading, scale, offset, unit, guessed } = steering;
  const read =
    reading.kind === 'bins'
      ? `${output} as bins from ${reading.first} to ${reading.last}, by ${reading.by}`
      : reading.element === 0
        ? output
        : `number ${reading.element} of ${output}`;
  const scaled = scale === 1 ? '' : ` × ${scale}`;
  const shifted = offset === 0 ? '' : ` ${offset < 0 ? '−' : '+'} ${Math.abs(offset)}`;
  return `${read}${scaled}${shifted}, ${unit ?? 'in the unit of the drive'} (${guessed ? 'guessed' : 'as the preprocessing says'})`;
}
