import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { barcodeJpeg } from './make-recording.ts';

type Kind = 'double' | 'int' | 'text' | 'bytes' | 'picture' | 'time' | 'numbers';

export interface ParquetColumn {
  readonly kind: Kind;
  readonly data: readonly unknown[];
}

const schemas: Readonly<Record<Kind, (name: string) => SchemaElement[]>> = {
  double: (name) => [{ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' }],
  int: (name) => [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }],
  text: (name) => [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }],
  bytes: (name) => [{ name, type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' }],
  time: (name) => [
    {
      ...{ name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    },
  ],
  // As Hugging Face's data sets write their pictures.
  picture: (name) => [
    { name, repetition_type: 'OPTIONAL', num_children: 2 },
    { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  ],
  numbers: (name) => [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
  ],
};

export function writeParquetTable(
  path: string,
  columns: Readonly<Record<string, ParquetColumn>>,
  rowGroupSize = 16,
): string {
  mkdirSync(dirname(path), { recursive: true });
  const entries = Object.entries(columns);
  const schema: SchemaElement[] = [
    { name: 'root', num_children: entries.length },
    ...entries.flatMap(([name, { kind }]) => schemas[kind](name)),
  ];
  const columnData = entries.map(([name, { data }]) => ({ name, data: [...data] }));
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, schema, rowGroupSize })));
  return path;
}

/** Rows with pictures that carry their numbers from `first` on, 50 ms apart, steering a tenth of the number. */
export function numberedRows(
  count: number,
  first = 0,
  kind: 'picture' | 'bytes' = 'picture',
): Record<string, ParquetColumn> {
  const numbers = Array.from({ length: count }, (_, row) => first + row);
  const picture = (number: number): unknown => {
    const bytes = barcodeJpeg(number);
    return kind === 'picture' ? { bytes, path: `${number}.jpg` } : bytes;
  };
  return {
    image: { kind, data: numbers.map(picture) },
    steering: { kind: 'double', data: numbers.map((number) => number / 10) },
    timestamp: { kind: 'double', data: numbers.map((number) => number / 20) },
    speed: { kind: 'double', data: numbers.map((number) => number * 2) },
  };
}

export function makeParquetTable(folder: string): string {
  writeParquetTable(join(folder, 'train-00000-of-00001.parquet'), numberedRows(3));
  return folder;
}
