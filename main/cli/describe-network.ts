import type { LayerInfo, ModelInfo } from '../../shared/model.ts';
import type { Preprocessing, PreprocessingStep } from '../../shared/preprocessing.ts';
import { describeProblems } from './describe-problems.ts';
import { textTable } from './text-table.ts';

/** What `inspect` tells of a network: also the preprocessing that would be used when nothing is said. */
export interface InspectedNetwork extends ModelInfo {
  /** Null when no picture can become this network's input; the problems say why. */
  readonly preprocessing: Preprocessing | null;
  readonly preprocessingSource: 'default' | 'file' | 'given' | null;
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
    ['outputs', outputs.map(({ name, shape }) => `${name}: ${shape.join(' × ') || 'a number'}`).join(', ')],
    ['parameters', count(network.parameterCount)],
    [
      'stages',
      stages.length > 0
        ? `${stages.length} for VisualBackProp: ${stages.map(({ layer }) => layer).join(', ')}`
        : 'none: no convolution, so no mask',
    ],
    ['preprocessing', describePreprocessing(network)],
  ];
  return [textTable(rows), layerTable(network), describeProblems(network.problems) || 'No problems.'].join('\n\n');
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

function describePreprocessing({ preprocessing, preprocessingSource }: InspectedNetwork): string {
  if (!preprocessing || !preprocessingSource) return 'none can be guessed';
  return `${preprocessing.steps.map(describeStep).join(', ') || 'nothing'} (${sourceWords[preprocessingSource]})`;
}

function describeStep(step: PreprocessingStep): string {
  switch (step.op) {
    case 'crop':
      return `crop ${step.top} rows above and ${step.bottom} below, ${step.left} columns left and ${step.right} right`;
    case 'resize':
      return `resize to ${step.width} × ${step.height} (${step.method})`;
    case 'colour':
      return step.conversion;
    case 'gaussian-blur':
      return `blur ${step.kernel} × ${step.kernel}`;
    case 'affine':
      return `× ${String(step.scale)} + ${String(step.offset)}`;
  }
}
