import { formatSpan } from '../../shared/annotate/number-format.ts';
import type { DriveInfo, DriveSession, MappingState, RecordedSteering } from '../../shared/drive.ts';
import { describeProblems } from './describe-problems.ts';
import { textTable } from './text-table.ts';

/** A drive for a person. */
export function describeDrive(drive: DriveInfo): string {
  const { steering, timeSpanSecs, recordCount, frameCount } = drive;
  const rows = [
    ['drive', drive.path],
    ['format', drive.formatName],
    ['records', `${recordCount} readable, ${frameCount} with a picture`],
    ['time', timeSpanSecs === null ? 'none recorded' : `${formatSpan(timeSpanSecs)}${rate(timeSpanSecs, frameCount)}`],
    ['steering', steering ? describeRange(steering) : 'none recorded'],
    ...(drive.sessions.length > 0 ? [['sessions', describeSessions(drive.sessions)]] : []),
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

function describeRange({ min, max, unit, positive, straight }: RecordedSteering): string {
  const from = straight === 0 ? '' : `, ${straight} is straight on`;
  return `${round(min)} to ${round(max)}, ${unit}, positive to the ${positive}${from}`;
}

const sessionsNamed = 8;

function describeSessions(sessions: readonly DriveSession[]): string {
  const named = sessions.slice(0, sessionsNamed).map(({ name, firstFrame }) => `${name} from frame ${firstFrame}`);
  const more = sessions.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const round = (value: number): string => String(Number(value.toPrecision(4)));

function rate(spanSecs: number, frameCount: number): string {
  return spanSecs > 0 && frameCount > 1 ? `, ${round((frameCount - 1) / spanSecs)} frames/s on average` : '';
}
