import type { DriveSurvey, SurveyField } from '../../shared/drive-survey.ts';
import { describeMappingState } from './describe-drive.ts';
import { textTable } from './text-table.ts';

/** The columns or topics of a log for a person. */
export function describeSurvey({ path, tables, fields, lookedAt, mapping, state }: DriveSurvey): string {
  const head = [
    ['log', path],
    ...(tables.length > 1 ? [['tables', tables.join(', ')]] : []),
    ['looked at', lookedAt],
    ['mapping', describeMappingState(state)],
  ];
  const rows = fields.map((field) => [plain(field.name), field.kind, rangeOf(field), plain(field.samples.join('  '))]);
  const taken = mapping ? `Taken for:\n${JSON.stringify(mapping, null, 2)}` : 'Nothing is known of these columns.';
  return [textTable(head), textTable([['name', 'holds', 'range', 'samples'], ...rows]), taken].join('\n\n');
}

/** A stranger's text that cannot move the cursor. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, '�');

const rangeOf = ({ min, max }: SurveyField): string =>
  min === null || max === null ? '' : `${short(min)} to ${short(max)}`;

/** Times keep all their digits. */
const short = (value: number): string => String(Number(value.toPrecision(Math.abs(value) < 1e6 ? 5 : 15)));
