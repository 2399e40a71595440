import { expect, test } from 'vitest';
import { pictureAt, type PictureTable } from '../../../../main/drives/picture-table.ts';
import { textsOf } from '../../../../shared/texts.ts';

const none = -1;

test('pictures that are files lie in their folders', () => {
  const table: PictureTable = {
    kind: 'image-files',
    folders: ['/drive/IMG', '/elsewhere'],
    folderOf: Int32Array.of(1, none, 0),
    names: textsOf(['a.jpg', '', 'c.jpg']),
  };
  expect([0, 1, 2, 3].map((frame) => pictureAt(table, frame))).toEqual([
    { kind: 'image-file', path: '/elsewhere/a.jpg' },
    null,
    { kind: 'image-file', path: '/drive/IMG/c.jpg' },
    null,
  ]);
});

test('frames of videos say where decoding starts, where that is known', () => {
  const table = {
    kind: 'video-frames',
    paths: ['/one.mp4', '/two.mp4'],
    fileOf: Int32Array.of(0, none, 1),
    frame: Int32Array.of(7, 0, 0),
    keyFrame: Int32Array.of(5, 0, 0),
  } as const;
  expect([0, 1, 2].map((frame) => pictureAt(table, frame))).toEqual([
    { kind: 'video-frame', path: '/one.mp4', frame: 7, keyFrame: 5 },
    null,
    { kind: 'video-frame', path: '/two.mp4', frame: 0, keyFrame: 0 },
  ]);
  expect(pictureAt({ ...table, keyFrame: null }, 0)).toEqual({ kind: 'video-frame', path: '/one.mp4', frame: 7 });
});

test('messages lie in a packed chunk, in a plain one, or in the file by themselves', () => {
  const packed = { start: 100, storedBytes: 50, compression: 'lz4', unpackedBytes: 80 };
  const plain = { start: 1000, storedBytes: 500, compression: '', unpackedBytes: 500 };
  const of = { path: '/drive.mcap', container: 'mcap', message: 'compressed-image', encoding: 'cdr' } as const;
  const table: PictureTable = {
    kind: 'messages',
    channels: [{ ...of, chunks: [packed, plain] }],
    channelOf: Int32Array.of(0, 0, 0, none),
    chunk: Int32Array.of(0, 1, none, none),
    offset: Float64Array.of(20, 30, 40, 0),
  };
  const at = { kind: 'message-picture', ...of };
  expect([0, 1, 2, 3].map((frame) => pictureAt(table, frame))).toEqual([
    { ...at, chunk: packed, offset: 20 },
    { ...at, chunk: null, offset: 1030 },
    { ...at, chunk: null, offset: 40 },
    null,
  ]);
});

test('pictures of a dataset lie in their order', () => {
  const of = { path: '/camera/1.h5', dataset: 'X', width: 320, height: 160 };
  expect(pictureAt({ kind: 'hdf5-frames', ...of }, 9)).toEqual({ kind: 'hdf5-frame', ...of, frame: 9 });
});
