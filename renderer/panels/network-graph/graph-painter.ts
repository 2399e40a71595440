import { fontFamily, themeColours } from '../../../shared/annotate/theme.ts';
import type { LayerRole } from '../../state/layer-use.ts';
import { nodeSize, type GraphLayout } from './graph-layout.ts';
import type { GraphNode } from './graph-nodes.ts';

/** From the graph's pixels to those of the canvas: `offset + at * scale`. */
export interface GraphView {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** What VisualBackProp made of a layer, at a glance: strong where a map is used, faint where nothing is. */
export const roleColours: Readonly<Record<LayerRole, string>> = {
  stage: '#3fd6b4',
  map: '#2a8f79',
  scaled: '#5fb0ff',
  branch: '#ffb53d',
  passed: '#7f8a96',
  unused: '#3d4651',
};

export interface GraphPicture {
  readonly nodes: readonly GraphNode[];
  readonly layout: GraphLayout;
  readonly view: GraphView;
  readonly selected: number | null;
  /** Index of the stage that lies over the camera's picture; null: none. */
  readonly stage: number | null;
  /** Size of the canvas in CSS pixels, and its own pixels to one. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** Below these sizes text says nothing. */
const textFromScale = 0.42;
const detailFromScale = 0.62;

/** Draws what is in sight of the graph. */
export function paintGraph(context: CanvasRenderingContext2D, picture: GraphPicture): void {
  const { nodes, layout, view, width, height, ratio } = picture;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = themeColours.well;
  context.fillRect(0, 0, width, height);
  context.translate(view.offsetX, view.offsetY);
  context.scale(view.scale, view.scale);
  const sight = {
    left: -view.offsetX / view.scale,
    top: -view.offsetY / view.scale,
    right: (width - view.offsetX) / view.scale,
    bottom: (height - view.offsetY) / view.scale,
  };
  paintWires(context, picture, sight);
  nodes.forEach((node, index) => {
    const { x, y } = layout.places[index]!;
    const left = x - nodeSize.width / 2;
    if (left > sight.right || left + nodeSize.width < sight.left || y > sight.bottom || y + nodeSize.height < sight.top)
      return;
    paintNode(context, node, left, y, view.scale, index === picture.selected, node.use?.stage === picture.stage);
  });
}

interface Sight {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function paintWires(context: CanvasRenderingContext2D, { layout, view, selected }: GraphPicture, sight: Sight): void {
  context.lineWidth = Math.max(1, 0.75 / view.scale);
  for (const isOfSelected of [false, true]) {
    context.beginPath();
    for (const { from, to, points } of layout.wires) {
      if ((from === selected || to === selected) !== isOfSelected) continue;
      const [start, end] = [points[0]!, points.at(-1)!];
      if (start.y > sight.bottom || end.y < sight.top) continue;
      context.moveTo(start.x, start.y);
      for (let at = 1; at < points.length; at++) {
        const [before, next] = [points[at - 1]!, points[at]!];
        const middle = (before.y + next.y) / 2;
        if (before.x === next.x) context.lineTo(next.x, next.y);
        else context.bezierCurveTo(before.x, middle, next.x, middle, next.x, next.y);
      }
    }
    context.strokeStyle = isOfSelected ? themeColours.text : themeColours.lineStrong;
    context.stroke();
  }
}

function paintNode(
  context: CanvasRenderingContext2D,
  node: GraphNode,
  left: number,
  top: number,
  scale: number,
  isSelected: boolean,
  isOfShownStage: boolean,
): void {
  const { width, height } = nodeSize;
  const role = node.use?.role ?? 'passed';
  const isUnused = role === 'unused';
  context.beginPath();
  context.roundRect(left, top, width, height, 5);
  context.fillStyle = role === 'stage' ? '#12362f' : themeColours.panel;
  context.fill();
  context.lineWidth = isSelected ? 2 / Math.min(1, scale) : 1;
  context.strokeStyle = isSelected
    ? themeColours.text
    : isOfShownStage && node.use?.role === 'stage'
      ? roleColours.stage
      : themeColours.line;
  context.stroke();
  context.fillStyle = node.use ? roleColours[role] : themeColours.text;
  context.beginPath();
  context.roundRect(left, top, 4, height, [5, 0, 0, 5]);
  context.fill();
  if (scale < textFromScale) return;
  const inside = width - 24;
  context.textBaseline = 'middle';
  context.font = `600 12px ${fontFamily}`;
  context.fillStyle = isUnused ? themeColours.textMuted : themeColours.text;
  const isDetailed = scale >= detailFromScale;
  context.fillText(fitted(context, node.name, inside), left + 14, top + (isDetailed ? 15 : height / 2));
  if (!isDetailed) return;
  context.font = `400 11px ${fontFamily}`;
  context.fillStyle = isUnused ? themeColours.textFaint : themeColours.textMuted;
  const shape = node.shape === node.name ? '' : node.shape;
  const shapeWidth = shape === '' ? 0 : context.measureText(shape).width;
  const kind = [node.type, node.window].filter((part) => part !== '' && part !== node.name).join(' ');
  context.fillText(fitted(context, kind, inside - shapeWidth - 10), left + 14, top + 31);
  context.fillText(shape, left + width - 10 - shapeWidth, top + 31);
}

/** The end of a layer's name tells more than its beginning. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let [least, most] = [0, text.length];
  while (least < most) {
    const middle = (least + most + 1) >> 1;
    if (context.measureText(`…${text.slice(-middle)}`).width <= width) least = middle;
    else most = middle - 1;
  }
  return least === 0 ? '' : `…${text.slice(-least)}`;
}
