/** `just now`, `5 minutes ago`, `3 hours ago`, `2 days ago`. */
export function timeAgo(atMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.round((nowMs - atMs) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return ago(minutes, 'minute');
  return minutes < 60 * 24 ? ago(Math.round(minutes / 60), 'hour') : ago(Math.round(minutes / 60 / 24), 'day');
}

const ago = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
