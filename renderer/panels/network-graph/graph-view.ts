import { nodeSize, type GraphLayout } from './graph-layout.ts';
import type { GraphView } from './graph-painter.ts';

const scales = { least: 0.05, most: 2 } as const;
const margin = 16;

/** The graph as wide as there is room, at most in its own size, from its top. */
export function fittedView({ left, width, height }: GraphLayout, room: { width: number; height: number }): GraphView {
  const scale = clamped(Math.min(1, Math.max(0.62, (room.width - 2 * margin) / Math.max(1, width))));
  const centred = (room.width - width * scale) / 2;
  const top = height * scale < room.height - 2 * margin ? (room.height - height * scale) / 2 : margin;
  return { scale, offsetX: centred - left * scale, offsetY: top };
}

/** All of it in sight. */
export function wholeView(layout: GraphLayout, room: { width: number; height: number }): GraphView {
  const fit = Math.min((room.width - 2 * margin) / layout.width, (room.height - 2 * margin) / layout.height);
  const scale = clamped(Math.min(1, fit));
  return {
    scale,
    offsetX: (room.width - layout.width * scale) / 2 - layout.left * scale,
    offsetY: (room.height - layout.height * scale) / 2,
  };
}

/** What lies under the point stays there. */
export function zoomedView(view: GraphView, factor: number, x: number, y: number): GraphView {
  const scale = clamped(view.scale * factor);
  const grown = scale / view.scale;
  return { scale, offsetX: x - (x - view.offsetX) * grown, offsetY: y - (y - view.offsetY) * grown };
}

/** Moved no further than needed to have a node in sight. */
export function viewWith(
  view: GraphView,
  { x, y }: { readonly x: number; readonly y: number },
  room: { width: number; height: number },
): GraphView {
  const near = (start: number, length: number, size: number): number => {
    const least = margin - start;
    const most = size - margin - length - start;
    return most < least ? (least + most) / 2 : Math.min(Math.max(0, least), most);
  };
  const width = nodeSize.width * view.scale;
  const height = nodeSize.height * view.scale;
  return {
    ...view,
    offsetX: view.offsetX + near(x * view.scale + view.offsetX - width / 2, width, room.width),
    offsetY: view.offsetY + near(y * view.scale + view.offsetY, height, room.height),
  };
}

/** The node under a point of the canvas; null where there is none. */
export function nodeAt(view: GraphView, { places }: Pick<GraphLayout, 'places'>, x: number, y: number): number | null {
  const [graphX, graphY] = [(x - view.offsetX) / view.scale, (y - view.offsetY) / view.scale];
  const found = places.findIndex(
    (place) =>
      Math.abs(graphX - place.x) <= nodeSize.width / 2 && graphY >= place.y && graphY <= place.y + nodeSize.height,
  );
  return found < 0 ? null : found;
}

function clamped(scale: number): number {
  return Math.min(scales.most, Math.max(scales.least, scale));
}
