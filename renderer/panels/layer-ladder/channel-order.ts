import type { ChannelFigures } from '../../../shared/channel-figures.ts';
import type { ChannelOrder } from '../../state/layers.svelte.ts';

/** The channels in the order in which they are shown: by their number, or the most active first; those without a number last. */
export function orderedChannels(figures: readonly ChannelFigures[], order: ChannelOrder): number[] {
  const channels = [...figures.keys()];
  if (order === 'index') return channels;
  const rank = (channel: number): number => {
    const value = figures[channel]?.[order] ?? Number.NaN;
    return Number.isNaN(value) ? -Infinity : value;
  };
  return channels.sort((one, other) => rank(other) - rank(one) || one - other);
}

/** Where an arrow, Home, End or a page key leads in a grid of `count` tiles; null for any other key, and at the edge. */
export function tileAfter(key: string, at: number, count: number, columns: number, pageRows: number): number | null {
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    PageUp: Math.max(at % columns, at - columns * pageRows),
    PageDown: Math.min(count - 1, at + columns * pageRows),
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined || target < 0 || target >= count ? null : target;
}
