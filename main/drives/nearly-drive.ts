import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { shortText } from '../../shared/readable-text.ts';
import { isTableName, maxTablesTried } from './find-table.ts';
import { startsWith } from './find-recordings.ts';
import { listFolder } from './list-folder.ts';
import { isImageName } from './pictures.ts';
import { fileNameOf } from './table-shape.ts';
import { readTableStart } from './table-start.ts';

/** Of the first rows, so many name a picture in a column of pictures. */
const mostRows = 0.6;
const maxNameChars = 100;

/** What is nearly a drive at a path that no reader takes, as an error that says what it lacks; null when nothing is. */
export async function nearlyDrive(path: string): Promise<SteerscopeError | null> {
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder ? [...(await listFolder(path))].sort().map((name) => join(path, name)) : [path];
  for (const file of files.filter(isTableName).slice(0, maxTablesTried)) {
    const error = await tableWithoutPictures(file);
    if (error) return error;
  }
  const parquet = files.find((file) => extname(file).toLowerCase() === '.parquet');
  if (parquet !== undefined && (await startsWith(parquet, 'PAR1')))
    return new SteerscopeError(
      'not-a-drive',
      `No column of this Parquet file holds or names pictures, or the file is damaged: ${parquet}`,
      'Open one with a column of pictures, or of their file names; where it has one, restore the file from a copy.',
    );
  return null;
}

async function tableWithoutPictures(path: string): Promise<SteerscopeError | null> {
  const table = await readTableStart(path).catch(() => null);
  if (table === null) return null;
  const { shape, sample } = table;
  const column = shape.columns.findIndex((_, index) => {
    const cells = sample.map((row) => row[index] ?? '').filter((cell) => cell.trim() !== '');
    return cells.length > 0 && cells.filter((cell) => isImageName(fileNameOf(cell))).length >= cells.length * mostRows;
  });
  if (column < 0) return null;
  const first = sample.find((row) => isImageName(fileNameOf(row[column] ?? '')))?.[column] ?? '';
  return new SteerscopeError(
    'no-image-found',
    `The table ${basename(path)} names pictures in “${shape.columns[column] ?? ''}”, but of the first ${sample.length} not one is there (the first: ${shortText(first.trim(), maxNameChars)}): ${path}`,
    'Put the pictures back where the table names them: beside it, or in a folder below it.',
  );
}
