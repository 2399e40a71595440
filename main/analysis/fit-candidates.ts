import type { ImageInput } from '../../shared/model.ts';
import type { ColourConversion, PreprocessingStep, ResizeMethod } from '../../shared/preprocessing.ts';

/** Steps to try, from the plausible ones. */
export interface Candidate {
  readonly steps: readonly PreprocessingStep[];
  /** Whether public training scripts do exactly this. */
  readonly wellKnown: boolean;
}

/** What the candidates depend on. */
export interface FitTarget {
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly input: ImageInput;
  /** Whether the network scales its input itself. */
  readonly scalesInput: boolean;
}

/** Nothing, or one step. */
type Maybe = PreprocessingStep | null;

const cropRows = (top: number, bottom: number): PreprocessingStep => ({ op: 'crop', top, bottom, left: 0, right: 0 });
const cropShare = (top: number, bottom: number): PreprocessingStep => ({
  op: 'crop-share',
  top,
  bottom,
  left: 0,
  right: 0,
});
const colour = (conversion: ColourConversion): PreprocessingStep => ({ op: 'colour', conversion });
const affine = (scale: number, offset: number): PreprocessingStep => ({ op: 'affine', scale, offset });
const blur: PreprocessingStep = { op: 'gaussian-blur', kernel: 3 };

const upperHalf = cropShare(0.5, 0);
/** Rows 60 to 135 of the 160 of Udacity's simulator: sky above, bonnet below. */
const simulatorRoad = cropRows(60, 25);

/** The lowest 150 of the 256 rows of a well-known recorded drive. */
const lowerRows = cropRows(106, 0);

/** Public training scripts on Udacity's simulator keep these rows of its 160. */
const simulatorCrops: readonly (readonly [top: number, bottom: number])[] = [
  [60, 25],
  [60, 20],
  [70, 25],
  [65, 20],
  [50, 20],
  [80, 20],
  [55, 25],
  [40, 20],
  [60, 0],
];
/** Elsewhere shares of the height, from half the picture to a narrow band. */
const shareCrops: readonly (readonly [top: number, bottom: number])[] = [
  [0.5, 0],
  [0.35, 0.1],
  [0.4, 0],
  [0.25, 0],
  [0.33, 0],
  [0.4, 0.15],
  [0.5, 0.15],
];

const colours3: readonly (readonly PreprocessingStep[])[] = [
  [],
  [colour('RGB2BGR')],
  [colour('RGB2YUV')],
  [colour('BGR2YUV')],
  [colour('RGB2HSV')],
  [colour('BGR2HSV')],
];
const rareColours3: readonly (readonly PreprocessingStep[])[] = [
  [colour('RGB2HLS')],
  [colour('RGB2LAB')],
  [colour('RGB2YCrCb')],
  [colour('RGB2GRAY'), { op: 'channels', pick: [0, 0, 0] }],
];
const colours1: readonly (readonly PreprocessingStep[])[] = [
  [colour('RGB2GRAY')],
  [colour('BGR2GRAY')],
  [colour('RGB2HSV'), { op: 'channels', pick: [1] }],
  [colour('RGB2HSV'), { op: 'channels', pick: [2] }],
  [{ op: 'channels', pick: [0] }],
];

const toUnit = affine(1 / 255, 0);
const toSigned = affine(1 / 127.5, -1);
const toCentred = affine(1 / 255, -0.5);
/** The first two stand for the rest in the first round: a range from 0, and one about 0. */
const scales: readonly Maybe[] = [toUnit, toSigned, toCentred, null, { op: 'standardise' }];

/** Crop × colour × scale, each resized by cv2's linear interpolation: the grid of the first round. */
export function gridCandidates(target: FitTarget): readonly Candidate[] {
  const resize = resizeStep(target);
  const isColour = target.input.channels === 3;
  const crops = plausibleCrops(target);
  const grid = (someCrops: readonly Maybe[], someColours: readonly (readonly PreprocessingStep[])[]) =>
    someCrops.flatMap((crop) =>
      someColours.flatMap((steps) =>
        (target.scalesInput ? [null] : scales.slice(0, 2)).map((scale) => candidate([crop, resize, ...steps, scale])),
      ),
    );
  const common = grid(crops, isColour ? colours3 : colours1);
  const rare = isColour ? grid(crops.slice(0, 2), rareColours3) : [];
  return unique([...wellKnownCandidates(target), ...common, ...rare]);
}

/** What public training scripts do, as a whole. */
export function wellKnownCandidates(target: FitTarget): readonly Candidate[] {
  const { input, imageHeight, scalesInput } = target;
  const linear = resizeStep(target);
  const area = resizeStep(target, 'cv2-area');
  const scale = (step: Maybe): Maybe => (scalesInput ? null : step);
  const known = (steps: readonly Maybe[]): Candidate => ({ ...candidate(steps), wellKnown: true });
  if (input.channels === 1) return fitting(target, [[colour('RGB2GRAY'), linear, scale(toUnit)]].map(known));
  const yuvs = [colour('RGB2YUV'), colour('BGR2YUV')];
  const whole = [
    [linear, scale(toUnit)],
    [linear, scale(toSigned)],
    [linear, scale(toCentred)],
    [linear, colour('RGB2BGR'), scale(toUnit)],
  ];
  const half = [[upperHalf, colour('RGB2YUV'), blur, linear, scale(toUnit)]];
  const simulator =
    imageHeight === 160
      ? yuvs.flatMap((yuv) => [
          [simulatorRoad, linear, yuv, scale(toSigned)],
          [yuv, simulatorRoad, area, blur, scale(toCentred)],
          [simulatorRoad, yuv, blur, linear, scale(toUnit)],
        ])
      : [];
  const road = imageHeight === 256 ? [[lowerRows, resizeStep(target, 'pil-bilinear'), scale(toUnit)]] : [];
  return fitting(target, [...whole, ...half, ...simulator, ...road].map(known));
}

/** The same crop, colour and scale, resized or blurred otherwise. */
export function variantsOf({ steps }: Candidate, target: FitTarget): readonly Candidate[] {
  const rest = steps.filter(({ op }) => op !== 'resize' && op !== 'gaussian-blur');
  const crops = rest.filter(isCrop);
  const scaling = rest.filter(isScale);
  const colouring = rest.filter((step) => !isCrop(step) && !isScale(step));
  const [linear, area] = [resizeStep(target), resizeStep(target, 'cv2-area')];
  return unique(
    [
      [...crops, linear, ...colouring, ...scaling],
      [...crops, area, ...colouring, ...scaling],
      [...crops, linear, ...colouring, blur, ...scaling],
      [...crops, ...colouring, blur, linear, ...scaling],
    ].map(candidate),
  );
}

/** The same, with the other scales that the network may expect; none where it scales itself. */
export function scaledOtherwise({ steps }: Candidate, { scalesInput }: FitTarget): readonly Candidate[] {
  if (scalesInput) return [];
  const unscaled = steps.filter((step) => !isScale(step));
  return scales.map((scale) => candidate([...unscaled, scale]));
}

/** What tells which part of the picture in which colours; two candidates of one key differ in resize, blur and order only. */
export function essence({ steps }: Candidate): string {
  const kept = steps.filter(({ op }) => op !== 'resize' && op !== 'gaussian-blur');
  return JSON.stringify([...kept.filter(isCrop), ...kept.filter((step) => !isCrop(step))]);
}

/** Of candidates with the same steps the first. */
export function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ steps }) => {
    const key = JSON.stringify(steps);
    return !seen.has(key) && seen.add(key);
  });
}

const isCrop = ({ op }: PreprocessingStep): boolean => op === 'crop' || op === 'crop-share';
const isScale = ({ op }: PreprocessingStep): boolean => op === 'affine' || op === 'standardise';

const candidate = (steps: readonly Maybe[]): Candidate => ({
  steps: steps.filter((step) => step !== null),
  wellKnown: false,
});

/** Null where the picture has the network's size. */
function resizeStep({ input, imageWidth, imageHeight }: FitTarget, method: ResizeMethod = 'cv2-linear') {
  const { width, height } = input;
  return width === imageWidth && height === imageHeight ? null : ({ op: 'resize', width, height, method } as const);
}

/** Nothing cropped first. A network that takes the camera's own size is given the whole picture, and crops inside. */
function plausibleCrops(target: FitTarget): readonly Maybe[] {
  if (resizeStep(target) === null) return [null];
  if (target.imageHeight === 160) return [null, ...simulatorCrops.map((sides) => cropRows(...sides)), upperHalf];
  return [null, ...shareCrops.map((sides) => cropShare(...sides))];
}

/** Without those that crop a picture which the network takes whole. */
const fitting = (target: FitTarget, candidates: readonly Candidate[]): readonly Candidate[] =>
  unique(candidates.filter(({ steps }) => resizeStep(target) !== null || !steps.some(isCrop)));
