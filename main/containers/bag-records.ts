import { DamagedContainer } from './damaged-container.ts';
import { viewOf } from './mcap-records.ts';

/*
 * Records of the ROS bag format 2.0 (http://wiki.ros.org/Bags/Format/2.0): length and fields of the header, length of the
 * data, data; little-endian. Its library believes every length in the file, negative ones too, so it is not used here.
 */

export const bagMagic = '#ROSBAG V2.0\n';
export const bagOps = { message: 2, header: 3, index: 4, chunk: 5, chunkInfo: 6, connection: 7 } as const;

export interface BagRecord {
  readonly op: number;
  readonly fields: ReadonlyMap<string, Uint8Array>;
  /** Of the data, from the start of the record. */
  readonly dataStart: number;
  readonly dataLength: number;
}

/** No header has more: a few fields of a few bytes, and topics. */
export const maxBagHeaderBytes = 4096;

/** The record at the start of some bytes; its data may lie beyond them. @throws DamagedContainer. */
export function readBagRecord(bytes: Uint8Array): BagRecord {
  if (bytes.length < 8) throw new DamagedContainer('a record ends too soon');
  const view = viewOf(bytes);
  const headerLength = view.getUint32(0, true);
  if (headerLength > maxBagHeaderBytes || headerLength + 8 > bytes.length)
    throw new DamagedContainer(`a record claims a head of ${headerLength} bytes`);
  const fields = readBagFields(bytes.subarray(4, 4 + headerLength));
  const op = fields.get('op')?.[0];
  if (op === undefined) throw new DamagedContainer('a record does not say what it is');
  return { op, fields, dataStart: headerLength + 8, dataLength: view.getUint32(4 + headerLength, true) };
}

/** Fields `name=value`, each behind its length. */
export function readBagFields(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = viewOf(bytes);
  const fields = new Map<string, Uint8Array>();
  for (let offset = 0; offset + 4 <= bytes.length;) {
    const start = offset + 4;
    const end = start + view.getUint32(offset, true);
    const equals = bytes.indexOf(0x3d, start);
    if (end > bytes.length || equals < 0 || equals >= end)
      throw new DamagedContainer('the head of a record is damaged');
    fields.set(new TextDecoder().decode(bytes.subarray(start, equals)), bytes.subarray(equals + 1, end));
    offset = end;
  }
  return fields;
}

/** A number of 4 or 8 bytes. @throws DamagedContainer when the field is not there. */
export function bagNumber(fields: ReadonlyMap<string, Uint8Array>, name: string): number {
  const bytes = fields.get(name);
  if (bytes === undefined || bytes.length < 4) throw new DamagedContainer(`a record has no “${name}”`);
  const view = viewOf(bytes);
  return view.getUint32(0, true) + (bytes.length >= 8 ? view.getUint32(4, true) * 2 ** 32 : 0);
}

export function bagText(fields: ReadonlyMap<string, Uint8Array>, name: string): string {
  return new TextDecoder().decode(fields.get(name) ?? new Uint8Array());
}

/** Seconds and nanoseconds as milliseconds. */
export function bagTimeMs(view: DataView, offset: number): number {
  return view.getUint32(offset, true) * 1000 + Math.floor(view.getUint32(offset + 4, true) / 1000) / 1000;
}

/** Where the data of the message record at the start of some bytes lies. @throws DamagedContainer. */
export function bagMessageBytes(bytes: Uint8Array): { start: number; length: number } {
  const { op, dataStart, dataLength } = readBagRecord(bytes.subarray(0, maxBagHeaderBytes + 8));
  if (op !== bagOps.message) throw new DamagedContainer('there is no message where one should be');
  return { start: dataStart, length: dataLength };
}
