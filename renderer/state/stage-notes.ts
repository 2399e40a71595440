import type { Stage } from '../../shared/geometry.ts';
import type { ModelInfo } from '../../shared/model.ts';
import { layerNamed } from './layer-names.ts';

/** What of a stage lies outside the networks that VisualBackProp was published for, in a few words each. */
export function stageNotes(model: Pick<ModelInfo, 'layers'>, stage: Stage): string[] {
  const notes: string[] = [];
  const { activation, steps, sees } = stage;
  if (activation === 'linear') notes.push('No activation behind it: the positive part is averaged.');
  else if (activation !== 'relu') notes.push(`${activation} in the place of ReLU: the positive part is averaged.`);
  const has = (kind: Stage['steps'][number]['kind']): boolean => steps.some((step) => step.kind === kind);
  if (has('pooling')) notes.push('Pooling below it is scaled up like a strided convolution.');
  if (has('resize')) notes.push('A resize below it is scaled back bilinearly.');
  if (has('transposed-convolution')) notes.push('A transposed convolution below it is scaled down by sums.');
  if (steps.some((step) => 'vertical' in step && Math.max(step.vertical.dilation, step.horizontal.dilation) > 1))
    notes.push('Dilation: scaled up with the same gaps.');
  const layer = layerNamed(model.layers, stage.layer);
  if (layer && layer.inputs.length > 1 && layer.kernel === null)
    notes.push('Branches meet here: one stage, scaled up through the branch with the most convolutions.');
  if (sees === null) notes.push('A branch below it cannot be followed, so what it sees is not known.');
  return notes;
}
