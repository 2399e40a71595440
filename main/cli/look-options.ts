import { InvalidArgumentError, Option } from 'commander';
import { colourMapNames } from '../../shared/annotate/colour-maps.ts';
import { fullColours } from '../../shared/annotate/full-colour.ts';
import { signedColourNames } from '../../shared/annotate/signed-colours.ts';
import { maskStyleSchema, type MaskStyle } from '../../shared/mask-style.ts';
import { pathSketchSchema, type PathSketch } from '../../shared/path-sketch.ts';

/** How a clip looks, as the command line says it. */
export interface LookFlags {
  readonly colourMap: string;
  readonly signedColours: string;
  readonly opacity: number;
  readonly threshold: number;
  readonly contours?: true;
  readonly scale: MaskStyle['scale'];
  readonly fullColour: string;
  readonly gamma: number;
  /** True: with the usual numbers. */
  readonly pathSketch?: PathSketch | true;
}

export const lookOptions = (): readonly Option[] => [
  new Option('--colour-map <name>', 'colours of the mask').choices(colourMapNames).default('green'),
  new Option('--signed-colours <pair>', 'colours of masks that have a sign: below 0, above 0')
    .choices(signedColourNames)
    .default('blue-orange'),
  new Option('--contours', 'the mask as contour lines in place of colours'),
  new Option('--opacity <0..1>', 'what full saliency covers').argParser(parseShare).default(0.8),
  new Option(
    '--threshold <0..1>',
    'what lies below this share of the scale is not drawn; of a signed mask the magnitude counts',
  )
    .argParser(parseShare)
    .default(0),
  new Option(
    '--scale <frame|clip|value>',
    "the full colour: each frame's largest saliency, the clip's, or a value before normalising",
  )
    .argParser(parseScale)
    .default({ over: 'frame' }, 'frame'),
  new Option(
    '--full-colour <at>',
    'where on the scale of frame or clip it begins: at the largest saliency or at the 99th percentile; auto as suits the method',
  )
    .choices(fullColours)
    .default('auto'),
  new Option('--gamma <0.1..1>', 'below 1, faint saliency is lifted').argParser(parseGamma).default(1),
  new Option(
    '--path-sketch [name=number,…]',
    `steering as a path over the road, a sketch; ${Object.keys(pathSketchSchema.shape).join(', ')}`,
  ).argParser(parsePathSketch),
];

export function lookOf(flags: LookFlags): { maskStyle: MaskStyle; pathSketch: PathSketch | null } {
  const { colourMap, signedColours, opacity, threshold, contours, scale, fullColour, gamma, pathSketch } = flags;
  const drawn = contours ? 'contours' : 'fill';
  return {
    maskStyle: maskStyleSchema.parse({ colourMap, signedColours, opacity, threshold, drawn, scale, fullColour, gamma }),
    pathSketch: pathSketch === true ? pathSketchSchema.parse({}) : (pathSketch ?? null),
  };
}

export function parseScale(text: string): MaskStyle['scale'] {
  if (text === 'frame' || text === 'clip') return { over: text };
  const max = Number(text);
  if (text.trim() !== '' && max > 0 && max < Infinity) return { over: 'fixed', max };
  throw new InvalidArgumentError('Give frame, clip, or a number above 0.');
}

/** `cameraHeightM=1.5,horizon=0.42`; what is left out has its usual number. */
export function parsePathSketch(text: string): PathSketch {
  const named = text.split(',').map((part) => part.split('=').map((side) => side.trim()));
  if (named.some(([name, value]) => !name || !value))
    throw new InvalidArgumentError('Give names and numbers, as horizon=0.42,wheelbaseM=2.5.');
  const checked = pathSketchSchema.safeParse(Object.fromEntries(named.map(([name, value]) => [name, Number(value)])));
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new InvalidArgumentError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

function parseShare(text: string): number {
  return parseWithin(text, 0);
}

function parseGamma(text: string): number {
  return parseWithin(text, 0.1);
}

function parseWithin(text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= 1) return value;
  throw new InvalidArgumentError(`Give a number from ${least} to 1.`);
}
