import { formatSteering } from '../../shared/annotate/number-format.ts';
import type { SteeringOutputUnit } from '../../shared/steering-output.ts';
import type { NetworkVersion } from '../../shared/session.ts';

/** `18:22:10`, of this machine's clock; a date before it where that is another day. */
export function writtenWords(writtenAtMs: number | null, nowMs: number): string | null {
  if (writtenAtMs === null) return null;
  const written = new Date(writtenAtMs);
  const time = written.toLocaleTimeString('en-GB');
  const isToday = written.toDateString() === new Date(nowMs).toDateString();
  return isToday ? time : `${written.toLocaleDateString('sv-SE')} ${time}`;
}

/** `written 18:22:10, 4th since it was opened`. */
export function versionWords({ writtenAtMs, number }: NetworkVersion, nowMs: number): string {
  const written = writtenWords(writtenAtMs, nowMs);
  const words = [
    ...(written === null ? [] : [`written ${written}`]),
    ...(number === 1 ? [] : [`${ordinal(number)} since it was opened`]),
  ];
  return words.join(', ');
}

/** `MAE 0.081 → 0.074`; one number while the other is not known, null without either. */
export function errorWords(before: number | null, now: number | null, unit: SteeringOutputUnit): string | null {
  if (before === null && now === null) return null;
  const words = [before, now].flatMap((mae) => (mae === null ? [] : formatSteering(mae, unit)));
  if (before !== null && now === null) words.push('…');
  return `MAE ${words.join(' → ')}`;
}

/** `1st`, `12th`, `23rd`. */
export function ordinal(number: number): string {
  const ending = new Intl.PluralRules('en', { type: 'ordinal' }).select(number);
  return `${number}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }[ending]}`;
}
