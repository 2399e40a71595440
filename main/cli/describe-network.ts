import { describePreprocessing } from '../../shared/describe-preprocessing.ts';
import type { LayerInfo, ModelInfo, NumbersInput } from '../../shared/model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { SteeringState } from '../../shared/steering-output.ts';
import type { VectorInput } from '../../shared/vector-input.ts';
import { describeProblems } from './describe-problems.ts';
import { describeStages } from './describe-stages.ts';
import { describeSteering } from './describe-steering.ts';
import { textTable } from './text-table.ts';

/** What `inspect` tells of a network: also the preprocessing that would be used when nothing is said. */
export interface InspectedNetwork extends ModelInfo {
  /** Null when no picture can become this network's input; the problems say why. */
  readonly preprocessing: Preprocessing | null;
  readonly preprocessingSource: 'default' | 'file' | 'given' | null;
  /** Null when the preprocessing file does not fit. */
  readonly steering: SteeringState | null;
}

/** A network for a person. */
export function describeNetwork(network: InspectedNetwork): string {
  const { input, outputs, stages } = network;
  const rows = [
    ['network', network.path],
    ['format', network.formatName],
    [
      'input',
      `${input.name}: ${input.height} × ${input.width} × ${input.channels} (height × width × channels), ${input.layout}`,
    ],
    ...network.otherInputs.map((other) => ['', describeOtherInput(other, network.preprocessing?.inputs?.[other.name])]),
    ['outputs', outputs.map(({ name, shape }) => `${name}: ${shape.join(' × ') || 'a number'}`).join(', ')],
    ['steering', describeSteering(network.steering)],
    ['parameters', count(network.parameterCount)],
    [
      'stages',
      stages.length > 0 ? `${stages.length} for VisualBackProp` : 'none: no convolution, so no mask by VisualBackProp',
    ],
    ['preprocessing', describeFeeding(network)],
  ];
  return [
    textTable(rows),
    layerTable(network),
    ...(stages.length > 0 ? [describeStages(stages)] : []),
    describeProblems(network.problems) || 'No problems.',
  ].join('\n\n');
}

const sourceWords = { default: 'guessed', file: 'from the file beside it', given: 'as given' };
const count = (value: number): string => value.toLocaleString('en-US');

function layerTable({ layers, stages }: ModelInfo): string {
  const stageLayers = new Set(stages.map(({ layer }) => layer));
  const header = ['', 'layer', 'type', 'output', 'kernel', 'strides', 'padding', 'activation', 'parameters', 'notes'];
  const rows = layers.map((layer) => [
    stageLayers.has(layer.name) ? '●' : '',
    layer.name,
    layer.type,
    layer.outputShape?.join(' × ') ?? '?',
    pair(layer.kernel),
    pair(layer.strides) + dilation(layer),
    layer.padding ?? '',
    layer.activation ?? '',
    layer.parameterCount > 0 ? count(layer.parameterCount) : '',
    layer.detail,
  ]);
  const parametersColumn = 8;
  return textTable([header, ...rows], [parametersColumn]);
}

const pair = (size: readonly [number, number] | null): string => (size ? `${size[0]} × ${size[1]}` : '');

const dilation = ({ dilations }: LayerInfo): string =>
  dilations && dilations.some((length) => length !== 1) ? ` (dilated ${pair(dilations)})` : '';

function describeFeeding({ preprocessing, preprocessingSource }: InspectedNetwork): string {
  if (!preprocessing || !preprocessingSource) return 'none can be guessed';
  return `${describePreprocessing(preprocessing)} (${sourceWords[preprocessingSource]})`;
}

function describeOtherInput({ name, shape }: NumbersInput, stated: VectorInput | undefined): string {
  const size = shape.join(' × ') || 'a number';
  if (!stated) return `${name}: ${size}, fed with zeros`;
  if ('values' in stated) return `${name}: ${size}, fed with ${stated.values.slice(0, 8).join(', ')}`;
  return `${name}: ${size}, fed with the drive's ${stated.columns.join(', ')}`;
}
