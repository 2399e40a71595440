import type { GeometryStep, Stage } from '../../../shared/geometry.ts';
import type { Problem } from '../../../shared/problem.ts';

/** How the parts of a network that are no plain chain were read; names of layers. */
export interface StageReadings {
  /** Where branches are added, multiplied or compared. */
  readonly joined?: readonly string[];
  readonly concatenated?: readonly string[];
  /** What is multiplied by a gate: squeeze-and-excite, attention. */
  readonly gated?: readonly string[];
  /** Convolutions on branches that the deepest map does not come from. */
  readonly leftOut?: readonly string[];
  /** The layer beyond which convolutions cannot be reached. */
  readonly unread?: string;
}

/** What lies outside the networks that VisualBackProp was published for (arXiv 1611.05418): shown, not refused. */
export function stageProblems(stages: readonly Stage[], readings: StageReadings = {}): Problem[] {
  const { joined = [], concatenated = [], gated = [], leftOut = [], unread } = readings;
  const problems: Problem[] = [];
  const warn = (code: string, message: string, places: readonly string[]) =>
    problems.push({ severity: 'warning', code, message, place: places[0] ?? null, frame: null });
  const note = (code: string, message: (at: string) => string, places: readonly string[]) => {
    if (places.length > 0)
      problems.push({ severity: 'info', code, message: message(listed(places)), place: places[0]!, frame: null });
  };

  if (unread !== undefined)
    warn(
      'geometry-unknown',
      `Rows and columns cannot be followed through layer ${unread}, so no mask can be scaled up through it.`,
      [unread],
    );
  if (leftOut.length > 0)
    warn(
      'branches',
      `The network has branches; masks follow the one with the most convolutions, which leaves out ${listed(leftOut)}.`,
      leftOut,
    );

  const others = stages.filter((stage) => stage.activation !== 'relu');
  const activations = [...new Set(others.map((stage) => stage.activation))].join(', ');
  note(
    'activation-outside-paper',
    (at) =>
      `VisualBackProp was published for ReLU; this network has ${activations} at ${at}, of which the positive part is averaged.`,
    others.map((stage) => stage.layer),
  );
  note(
    'pooling-outside-paper',
    (at) => `VisualBackProp was published for strided convolutions; pooling (${at}) is scaled up like one.`,
    layersOf(stages, ({ kind }) => kind === 'pooling'),
  );
  note(
    'residual-outside-paper',
    (at) =>
      `VisualBackProp was published without branches; each block that is joined (${at}) is one stage, averaged behind the join and scaled up through its branch with the most convolutions.`,
    joined,
  );
  note(
    'concatenation-outside-paper',
    (at) =>
      `VisualBackProp was published without branches; concatenated maps (${at}) are averaged together and scaled up through the branch with the most convolutions.`,
    concatenated,
  );
  note(
    'gate-outside-paper',
    (at) => `Maps are weighed inside the network (${at}); the mask follows the map, not what weighs it.`,
    gated,
  );
  note(
    'dilation-outside-paper',
    (at) => `VisualBackProp was published without dilation; it is scaled up with the same gaps (${at}).`,
    layersOf(stages, (step) => 'vertical' in step && Math.max(step.vertical.dilation, step.horizontal.dilation) > 1),
  );
  note(
    'resize-outside-paper',
    (at) => `VisualBackProp was published without resizing; it is scaled back bilinearly (${at}).`,
    layersOf(stages, ({ kind }) => kind === 'resize'),
  );
  note(
    'transposed-convolution-outside-paper',
    (at) => `VisualBackProp was published without transposed convolutions; they are scaled down by sums (${at}).`,
    layersOf(stages, ({ kind }) => kind === 'transposed-convolution'),
  );
  if (stages.length === 0)
    warn(
      'no-convolution',
      'The network has no convolution that VisualBackProp can read: predictions only, no masks.',
      [],
    );
  return problems;
}

function layersOf(stages: readonly Stage[], isMeant: (step: GeometryStep) => boolean): string[] {
  return stages.flatMap(({ steps }) => steps.filter(isMeant).map(({ layer }) => layer));
}

/** The first few, and how many more. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
