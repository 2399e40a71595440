import { pickTexts, TextsBuilder, type Texts } from '../../shared/texts.ts';
import type { DriveRecord } from './drive-record.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Picture } from './pictures.ts';

/** Where the pictures of one camera lie: of each record a folder, -1 where it has no picture, and a name. */
export interface PictureColumn {
  readonly folders: readonly string[];
  readonly folderOf: Int32Array<ArrayBuffer>;
  readonly names: Texts;
}

/** The records of a log, kept column by column: as objects, a million of them would fill a gigabyte. */
export class DriveRecords {
  readonly #file = new Repeated();
  readonly #session = new Repeated();
  readonly #line = new GrowingColumn(Uint32Array);
  readonly #logRow = new GrowingColumn(Uint32Array);
  readonly #timeMs = new GrowingColumn(Float64Array);
  readonly #steering = new GrowingColumn(Float64Array);
  readonly #numbers: readonly GrowingColumn<Float64Array<ArrayBuffer>>[];
  readonly #named = new TextsBuilder();
  readonly #pictures: readonly { readonly folder: Repeated; readonly name: TextsBuilder }[];
  #length = 0;

  /** @param cameraCount pictures of each record. @param numberCount numbers of each record. */
  constructor(cameraCount: number, numberCount: number) {
    this.#numbers = Array.from({ length: numberCount }, () => new GrowingColumn(Float64Array));
    this.#pictures = Array.from({ length: cameraCount }, () => ({ folder: new Repeated(), name: new TextsBuilder() }));
  }

  get length(): number {
    return this.#length;
  }

  add({ file, line, logRow, timeMs, steering, numbers, session, named, pictures }: DriveRecord): void {
    this.#file.push(file);
    this.#session.push(session ?? null);
    this.#line.push(line);
    this.#logRow.push(logRow);
    this.#timeMs.push(timeMs);
    this.#steering.push(steering);
    this.#numbers.forEach((column, index) => column.push(numbers[index] ?? Number.NaN));
    this.#named.add(named);
    this.#pictures.forEach(({ folder, name }, camera) => {
      folder.push(pictures[camera]?.folder ?? null);
      name.add(pictures[camera]?.name ?? '');
    });
    this.#length += 1;
  }

  /** Without the records from `length` on; none is added afterwards. */
  shorten(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Of all records, as each of the columns below. */
  get timeMs(): Float64Array<ArrayBuffer> {
    return this.#timeMs.values.subarray(0, this.#length);
  }

  get steering(): Float64Array<ArrayBuffer> {
    return this.#steering.values.subarray(0, this.#length);
  }

  get logRow(): Uint32Array<ArrayBuffer> {
    return this.#logRow.values.subarray(0, this.#length);
  }

  /** @param column index in `DriveRecord.numbers`. */
  numbers(column: number): Float64Array<ArrayBuffer> {
    return (this.#numbers[column] as GrowingColumn<Float64Array<ArrayBuffer>>).values.subarray(0, this.#length);
  }

  /** The place and the name that a problem of a record is told with. */
  told(record: number): Pick<DriveRecord, 'file' | 'line' | 'named'> {
    return { file: this.#file.at(record) ?? '', line: this.#line.values[record] ?? 0, named: this.#named.at(record) };
  }

  /** Of the recording stretch that a record belongs to; undefined where the log names none. */
  sessionOf(record: number): string | undefined {
    return this.#session.at(record) ?? undefined;
  }

  hasPicture(record: number, camera: number): boolean {
    return typeof this.#pictures[camera]?.folder.at(record) === 'string';
  }

  picture(record: number, camera: number): Picture | null {
    const { folder, name } = this.#pictures[camera] ?? {};
    const found = folder?.at(record);
    return name === undefined || typeof found !== 'string' ? null : { folder: found, name: name.at(record) };
  }

  /** The pictures of some of the records, in their order. */
  pictures(camera: number, records: Int32Array): PictureColumn {
    const { folder, name } = this.#pictures[camera] as { readonly folder: Repeated; readonly name: TextsBuilder };
    const { texts, indexOf } = folder;
    return {
      folders: texts,
      folderOf: Int32Array.from(records, (record) => indexOf[record] ?? -1),
      names: pickTexts(name.view(), records),
    };
  }
}

/** Texts of which many records have the same; null for none. */
class Repeated {
  readonly texts: string[] = [];
  readonly #indices = new Map<string, number>();
  readonly #indexOf = new GrowingColumn(Int32Array);

  push(text: string | null): void {
    if (text === null) return this.#indexOf.push(-1);
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.#indices.set(text, index);
    }
    this.#indexOf.push(index);
  }

  at(index: number): string | null {
    return this.texts[this.#indexOf.values[index] ?? -1] ?? null;
  }

  get indexOf(): Int32Array<ArrayBuffer> {
    return this.#indexOf.values;
  }
}
