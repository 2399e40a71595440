import { describe, expect, it } from 'vitest';
import { Layout } from '../../../../renderer/state/layout.svelte.ts';

describe('layouts', () => {
  it('shows what a layout holds, and sizes it once it is mounted', () => {
    const layout = new Layout();
    const asked: number[][] = [];
    layout.rows = { setLayout: (shares) => asked.push(shares) };
    layout.take('camera');
    expect([layout.layersShown, layout.plotsShown]).toEqual([false, false]);
    layout.settle();
    expect(asked).toEqual([]);
    layout.take('plots');
    expect([layout.layersShown, layout.plotsShown]).toEqual([true, true]);
    layout.settle();
    layout.settle();
    expect(asked).toEqual([[42, 58]]);
  });
});
