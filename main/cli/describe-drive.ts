import type { DriveInfo, MappingState } from '../../shared/drive.ts';
import { describeProblems } from './describe-problems.ts';
import { textTable } from './text-table.ts';

/** A drive for a person. */
export function describeDrive(drive: DriveInfo): string {
  const { steering, timeSpanSecs, recordCount, frameCount } = drive;
  const rows = [
    ['drive', drive.path],
    ['format', drive.formatName],
    ['records', `${recordCount} readable, ${frameCount} with a picture`],
    [
      'time',
      timeSpanSecs === null ? 'none recorded' : `${describeSpan(timeSpanSecs)}${rate(timeSpanSecs, frameCount)}`,
    ],
    ['steering', steering ? `${round(steering.min)} to ${round(steering.max)}, ${steering.unit}` : 'none recorded'],
    ['cameras', drive.cameras.join(', ')],
    ['columns', drive.columns.join(', ') || 'no others'],
    ...(drive.mapping ? [['mapping', describeMappingState(drive.mapping)]] : []),
  ];
  return [textTable(rows), describeProblems(drive.problems) || 'No problems.'].join('\n\n');
}

/** Where the meaning of the columns comes from, in words. */
export function describeMappingState({ source, file, userFile }: MappingState): string {
  switch (source) {
    case 'given':
      return 'as given';
    case 'file':
      return `from ${file}`;
    case 'user':
      return `from your settings, ${userFile ?? ''}`;
    case 'guessed':
      return 'guessed';
  }
}

const round = (value: number): string => String(Number(value.toPrecision(4)));

function rate(spanSecs: number, frameCount: number): string {
  return spanSecs > 0 && frameCount > 1 ? `, ${round((frameCount - 1) / spanSecs)} frames/s on average` : '';
}

function describeSpan(secs: number): string {
  if (secs < 60) return `${secs.toFixed(1)} s`;
  const [hours, minutes] = [Math.floor(secs / 3600), Math.floor((secs % 3600) / 60)];
  const rest = `${minutes} min ${Math.round(secs % 60)} s`;
  return hours > 0 ? `${hours} h ${rest}` : rest;
}
