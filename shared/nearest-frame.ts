/** The frame whose time is nearest, or null when none has a time; looks at all, because a log's time may step back. */
export function nearestFrame(timeSecs: Float64Array, secs: number): number | null {
  let nearest: number | null = null;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (let frame = 0; frame < timeSecs.length; frame++) {
    const distance = Math.abs((timeSecs[frame] ?? Number.NaN) - secs);
    if (distance < nearestDistance) [nearest, nearestDistance] = [frame, distance];
  }
  return nearest;
}

/** As `nearestFrame`, for many times: a log whose time never steps back is searched by halving. */
export function frameFinder(timeSecs: Float64Array): (secs: number) => number | null {
  const ascends = timeSecs.every((secs, frame) => frame === 0 || secs >= (timeSecs[frame - 1] ?? Number.NaN));
  if (!ascends || timeSecs.length === 0) return (secs) => nearestFrame(timeSecs, secs);
  return (secs) => {
    let [low, high] = [0, timeSecs.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timeSecs[middle] ?? 0) < secs) low = middle + 1;
      else high = middle;
    }
    const isBefore = low > 0 && secs - (timeSecs[low - 1] ?? 0) <= (timeSecs[low] ?? 0) - secs;
    return isBefore ? low - 1 : low;
  };
}
