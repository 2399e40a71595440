import { describe, expect, test } from 'vitest';
import { layoutGraph, nodeSize } from '../../../../renderer/panels/network-graph/graph-layout.ts';
import { nodeAfter } from '../../../../renderer/panels/network-graph/graph-moves.ts';
import { graphNodes, windowWords } from '../../../../renderer/panels/network-graph/graph-nodes.ts';
import { fittedView, nodeAt, viewWith, zoomedView } from '../../../../renderer/panels/network-graph/graph-view.ts';
import type { LayerInfo, ModelInfo } from '../../../../shared/model.ts';

const chain = [[], [0], [1], [2]];
/** 0 splits into 1 → 2 and 3, which meet in 4. */
const diamond = [[], [0], [1], [0], [2, 3]];

describe('the layout', () => {
  test('a chain is a straight line downwards', () => {
    const { places, wires, height } = layoutGraph(chain);
    expect(places.map(({ x }) => x)).toEqual([0, 0, 0, 0]);
    expect(places.map(({ rank }) => rank)).toEqual([0, 1, 2, 3]);
    expect(places[1]!.y).toBeGreaterThan(nodeSize.height);
    expect(wires.map(({ points }) => points.length)).toEqual([2, 2, 2]);
    expect(height).toBe(places[3]!.y + nodeSize.height);
  });

  test('branches lie side by side without touching, and their wires go past what lies between', () => {
    const { places, wires } = layoutGraph(diamond);
    expect(places.map(({ rank }) => rank)).toEqual([0, 1, 2, 1, 3]);
    expect(Math.abs(places[1]!.x - places[3]!.x)).toBeGreaterThan(nodeSize.width);
    // 3 is in row 1, 4 in row 3: the wire goes past row 2 beside node 2.
    const long = wires.find(({ from, to }) => from === 3 && to === 4)!;
    expect(long.points).toHaveLength(4);
    expect(Math.abs(long.points[1]!.x - places[2]!.x)).toBeGreaterThan(nodeSize.width / 2);
  });

  test('no two nodes of a row overlap in a net of many branches', () => {
    const wide = [[], ...Array.from({ length: 12 }, () => [0]), Array.from({ length: 12 }, (_, at) => at + 1)];
    const { places, width } = layoutGraph(wide);
    const row = places
      .slice(1, 13)
      .map(({ x }) => x)
      .sort((one, other) => one - other);
    row.slice(1).forEach((x, at) => expect(x - row[at]!).toBeGreaterThanOrEqual(nodeSize.width));
    expect(width).toBeGreaterThanOrEqual(12 * nodeSize.width);
    // What they come from and what they meet in lie in their middle.
    expect(places[0]!.x).toBeCloseTo((row[0]! + row[11]!) / 2, 6);
    expect(places[13]!.x).toBeCloseTo((row[0]! + row[11]!) / 2, 6);
  });

  test('wires that could cross do not', () => {
    const { places } = layoutGraph([[], [], [1], [0]]);
    expect(Math.sign(places[2]!.x - places[3]!.x)).toBe(Math.sign(places[1]!.x - places[0]!.x));
  });

  test('nothing, a circle and ten thousand layers are laid out too', () => {
    expect(layoutGraph([])).toMatchObject({ places: [], wires: [], width: 0, height: 0 });
    expect(layoutGraph([[1], [0]]).places).toHaveLength(2);
    const long = Array.from({ length: 10_000 }, (_, at) =>
      at === 0 ? [] : at % 3 === 0 ? [at - 1, at - 3] : [at - 1],
    );
    expect(layoutGraph(long).places[9_999]!.rank).toBe(9_999);
  });
});

describe('the view', () => {
  const layout = layoutGraph(chain);
  const room = { width: 400, height: 250 };

  test('begins at the top, in the middle, and finds the node under a point', () => {
    const view = fittedView(layout, room);
    expect(view).toEqual({ scale: 1, offsetX: 200, offsetY: 16 });
    expect(nodeAt(view, layout, 200, 16 + 5)).toBe(0);
    expect(nodeAt(view, layout, 200, 16 + layout.places[2]!.y + 5)).toBe(2);
    expect(nodeAt(view, layout, 5, 20)).toBeNull();
  });

  test('zooming keeps what is under the pointer', () => {
    const view = zoomedView({ scale: 1, offsetX: 10, offsetY: 20 }, 2, 110, 70);
    // (100, 50) of the graph stays at (110, 70).
    expect(view).toEqual({ scale: 2, offsetX: -90, offsetY: -30 });
  });

  test('moves only as far as a node needs to be in sight', () => {
    const view = fittedView(layout, room);
    expect(viewWith(view, layout.places[0]!, room)).toEqual(view);
    const moved = viewWith(view, layout.places[3]!, { width: 400, height: 200 });
    const top = layout.places[3]!.y + moved.offsetY;
    expect([moved.offsetX, top]).toEqual([200, 200 - 16 - nodeSize.height]);
  });
});

const layer = (name: string, inputs: readonly string[], more: Partial<LayerInfo> = {}): LayerInfo => ({
  ...{ name, inputs, type: 'Relu', outputShape: [8, 8, 4], parameterCount: 0, activation: null },
  ...{ kernel: null, strides: null, dilations: null, padding: null, detail: '' },
  ...more,
});

const model = {
  input: { name: 'image', height: 8, width: 8, channels: 3, layout: 'NHWC' },
  otherInputs: [{ name: 'speed', shape: [1] }],
  layers: [
    layer('left', ['image'], { kernel: [3, 3], strides: [2, 2], type: 'Conv' }),
    layer('right', ['image'], { kernel: [5, 1], strides: [2, 1], type: 'Conv' }),
    layer('sum', ['left', 'right', 'speed']),
  ],
  stages: [],
  problems: [],
} as unknown as ModelInfo;

test('the inputs of the network stand before its layers; wires both ways', () => {
  const nodes = graphNodes(model);
  expect(nodes.map(({ name, shape, window }) => [name, shape, window])).toEqual([
    ['image', '8×8×3', ''],
    ['speed', '1', ''],
    ['left', '8×8×4', '3×3 / 2'],
    ['right', '8×8×4', '5×1 / 2×1'],
    ['sum', '8×8×4', ''],
  ]);
  expect(nodes.map(({ inputs }) => inputs)).toEqual([[], [], [0], [0], [2, 3, 1]]);
  expect(nodes[0]!.outputs).toEqual([2, 3]);
  expect(windowWords({ kernel: [3, 3], strides: [1, 1] })).toBe('3×3');
});

test('arrows follow the wires and the rows', () => {
  const nodes = graphNodes(model);
  const layout = layoutGraph(nodes.map(({ inputs }) => inputs));
  const after = (key: string, at: number) => nodeAfter(key, at, nodes, layout);
  const [first, second] = layout.places[2]!.x < layout.places[3]!.x ? [2, 3] : [3, 2];
  expect(after('ArrowRight', first)).toBe(second);
  expect(after('ArrowLeft', second)).toBe(first);
  expect(after('ArrowLeft', first)).toBeNull();
  expect(after('ArrowDown', 2)).toBe(4);
  expect(after('ArrowUp', 3)).toBe(0);
  expect(after('ArrowUp', 0)).toBeNull();
  expect([after('Home', 4), after('End', 0), after('ArrowDown', -1)]).toEqual([0, 4, 0]);
});
