import { formatCount, formatSpan, formatSteering } from '../../shared/annotate/number-format.ts';
import { describeStep } from '../../shared/describe-preprocessing.ts';
import type { DeviceProbe, EngineInfo } from '../../shared/analysis.ts';
import type { SessionInfo } from '../../shared/session.ts';
import type { DriveInfo } from '../../shared/drive.ts';
import type { ModelInfo } from '../../shared/model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

/** A label and what is to be said; null: nothing. */
export type Fact = readonly [label: string, value: string | null];

export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} KB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function driveFacts(drive: DriveInfo): Fact[] {
  const { steering, recordCount, frameCount, timeSpanSecs, cameras, columns } = drive;
  return [
    ['Format', drive.formatName],
    [
      'Frames',
      recordCount === frameCount
        ? formatCount(frameCount)
        : `${formatCount(frameCount)} of ${formatCount(recordCount)} records`,
    ],
    ['Time', timeSpanSecs === null ? 'none in the log' : formatSpan(timeSpanSecs)],
    [
      'Steering',
      steering && Number.isFinite(steering.min)
        ? `${formatSteering(steering.min, steering.unit)} to ${formatSteering(steering.max, steering.unit)}${steering.unit === 'normalised' ? ' of full lock' : ''}`
        : 'not recorded',
    ],
    ['Cameras', cameras.join(', ')],
    ['Columns', columns.length > 0 ? columns.join(', ') : null],
    ['Path', drive.path],
  ];
}

/** @param written which writing of the network's files is open; null: it does not say. */
export function networkFacts(model: ModelInfo, written: string | null): Fact[] {
  const { input, outputs } = model;
  return [
    ['Format', model.formatName],
    ['Input', `${input.name}: ${input.height}×${input.width}×${input.channels}, ${input.layout}`],
    [
      'Outputs',
      outputs.map(({ name, shape }) => `${name}${shape.length > 0 ? ` [${shape.join('×')}]` : ''}`).join(', '),
    ],
    ['Other inputs', model.otherInputs.map(({ name, shape }) => `${name} [${shape.join('×')}]`).join(', ') || null],
    ['Parameters', formatCount(model.parameterCount)],
    ['Scales its input', model.scalesInput ? 'yes, from 0..255' : 'no'],
    ['File', written],
    ['Path', model.path],
  ];
}

export function engineFacts(engine: EngineInfo): Fact[] {
  return [
    ['Library', engine.library],
    ['Device', engine.device],
    ['Precision', engine.precision],
    ['Checked', engine.probe && probeWords(engine.probe)],
    ['Not another because', engine.fallbackReason],
  ];
}

/** `against the CPU on 8 pictures: largest difference 6e-7 (at most 1e-4)`. */
function probeWords({ frames, maxDifference, tolerance }: DeviceProbe): string {
  const pictures = `${frames} picture${frames === 1 ? '' : 's'}`;
  return `against the CPU on ${pictures}: largest difference ${small(maxDifference)} (at most ${small(tolerance)})`;
}

const small = (value: number): string => (value === 0 ? '0' : value.toExponential(0));

const sourceWords = { default: 'by default', file: 'from the file beside the network', given: 'as given' } as const;

export function preprocessingTitle(source: SessionInfo['preprocessingSource']): string {
  return source ? `Preprocessing, ${sourceWords[source]}` : 'Preprocessing';
}

/** What happens to a picture before the network, a line a step. */
export function preprocessingLines({ camera, steps }: Preprocessing): string[] {
  return [...(camera ? [`Camera ${camera}`] : []), ...steps.map(describeStep)];
}
