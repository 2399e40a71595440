import { beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../../../../renderer/api.ts';
import { RegionPainter } from '../../../../../renderer/panels/frame-view/region-painter.ts';
import type { WhatIf } from '../../../../../renderer/state/what-if.svelte.ts';
import { Workbench } from '../../../../../renderer/state/workbench.svelte.ts';

let whatIf: WhatIf;
let painter: RegionPainter;

beforeEach(() => {
  const workbench = new Workbench(new ApiClient(() => new Promise(() => undefined)), null);
  workbench.dock.toggle('what-if');
  ({ whatIf } = workbench);
  painter = new RegionPainter(whatIf);
});

test('nothing is painted without a tool, nor while the picture is shown as recorded', () => {
  expect(painter.press({ x: 1, y: 1 })).toBe(false);
  whatIf.tool = 'brush';
  whatIf.bypassed = true;
  expect(painter.press({ x: 1, y: 1 })).toBe(false);
  painter.move({ x: 9, y: 9 });
  expect(whatIf.values.shapes).toEqual([]);
});

test('a brush leaves a stroke, with no more points than its width can tell apart', () => {
  whatIf.tool = 'brush';
  whatIf.brushRadius = 8;
  expect(painter.press({ x: 10, y: 20 })).toBe(true);
  for (const x of [10.5, 11, 12.04, 13, 14.1]) painter.move({ x, y: 20 });
  painter.release();
  painter.move({ x: 50, y: 50 });
  expect(whatIf.values.shapes).toEqual([
    {
      kind: 'stroke',
      radius: 8,
      points: [
        [10, 20],
        [12, 20],
        [14.1, 20],
      ],
    },
  ]);
});

test('a rectangle is drawn in any direction; a click alone draws none', () => {
  whatIf.tool = 'rectangle';
  painter.press({ x: 30.2, y: 40 });
  painter.release();
  expect(whatIf.values.shapes).toEqual([]);
  painter.press({ x: 30.2, y: 40 });
  painter.move({ x: 25, y: 50 });
  painter.move({ x: 10.4, y: 15 });
  painter.release();
  expect(whatIf.values.shapes).toEqual([{ kind: 'rectangle', left: 10, top: 15, width: 20, height: 25 }]);
});
