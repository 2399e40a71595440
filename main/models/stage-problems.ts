import type { Stage } from '../../shared/geometry.ts';
import type { Problem } from '../../shared/problem.ts';

/** What lies outside the networks that VisualBackProp was published for (arXiv 1611.05418): shown, not refused. */
export function stageProblems(stages: readonly Stage[]): Problem[] {
  const problems: Problem[] = [];
  const others = [...new Set(stages.map((stage) => stage.activation).filter((activation) => activation !== 'relu'))];
  if (others.length > 0)
    problems.push(
      note(
        'activation-outside-paper',
        `VisualBackProp was published for ReLU; this network has ${others.join(', ')}, of which the positive part is averaged.`,
      ),
    );
  if (stages.some((stage) => stage.steps.some((step) => step.kind === 'pooling')))
    problems.push(
      note(
        'pooling-outside-paper',
        'VisualBackProp was published for strided convolutions; each pooling is scaled up as a step of its own.',
      ),
    );
  if (stages.length === 0)
    problems.push({
      severity: 'warning',
      code: 'no-convolution',
      message: 'The network has no convolution that VisualBackProp can read: predictions only, no masks.',
      place: null,
      frame: null,
    });
  return problems;
}

function note(code: string, message: string): Problem {
  return { severity: 'info', code, message, place: null, frame: null };
}
