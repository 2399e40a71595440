import { z } from 'zod';
import { deviceChoices, engineChoices, poolingReadings } from '../../shared/analysis.ts';
import type { Problem } from '../../shared/problem.ts';
import { shortText } from '../../shared/readable-text.ts';
import { methodFacts, saliencyMethods } from '../../shared/saliency-methods.ts';

interface Choice {
  readonly name: string;
  readonly known: readonly string[];
  /** What takes the place of an unknown one, as the schema of projects has it. */
  readonly usual: string;
}

/** What is chosen for a network of a project: a newer version may know more of each. */
const choices: readonly Choice[] = [
  { name: 'method', known: saliencyMethods, usual: methodFacts['visual-backprop'].name },
  { name: 'engine', known: engineChoices, usual: 'the automatic choice' },
  { name: 'device', known: deviceChoices, usual: 'the automatic choice' },
  { name: 'pooling', known: poolingReadings, usual: 'pooling as a layer of its own' },
];

const projectSchema = z.looseObject({ networks: z.array(z.looseObject({})) });
const pathSchema = z.union([z.string(), z.object({ absolute: z.string() }).transform(({ absolute }) => absolute)]);

/**
 * A project as it was read and before it is checked, without the names of choices that this version does not know: the usual
 * ones take their place. What else is wrong with it stays.
 */
export function withKnownChoices(read: unknown): { known: unknown; problems: readonly Problem[] } {
  const { data: project } = projectSchema.safeParse(read);
  if (!project) return { known: read, problems: [] };
  const problems: Problem[] = [];
  const networks = project.networks.map((network) => {
    const isUnknown = ({ name, known }: Choice): boolean => {
      const chosen = network[name];
      return typeof chosen === 'string' && !known.includes(chosen);
    };
    const unknown = choices.filter(isUnknown);
    problems.push(...unknown.map((choice) => setBack(choice, network)));
    return Object.fromEntries(Object.entries(network).filter(([key]) => !unknown.some(({ name }) => name === key)));
  });
  return { known: { ...project, networks }, problems };
}

function setBack({ name, usual }: Choice, network: Readonly<Record<string, unknown>>): Problem {
  const path = pathSchema.safeParse(network['path']).data ?? '';
  const file = shortText(path.split(/[\\/]/).at(-1) ?? '', 80);
  const chosen = shortText(String(network[name]), 60);
  return {
    severity: 'warning',
    code: 'unknown-choice',
    message: `The ${name} “${chosen}” of ${file} is not known to this version: ${usual} takes its place, in the project too once it is saved.`,
    place: path,
    frame: null,
  };
}
