import { expect, test } from 'vitest';
import { frameOfPicture } from '../../../../main/analysis/frame-of-picture.ts';
import type { Drive, FrameLocation } from '../../../../shared/drive.ts';

const inVideo = (path: string, frame: number): FrameLocation => ({ kind: 'video-frame', path, frame });

/** A drive that is asked for nothing but where its pictures lie. */
const driveOf = (locations: readonly FrameLocation[]): Drive =>
  ({
    info: { frameCount: locations.length },
    locateFrame: (frame: number) => locations[frame] ?? null,
  }) as unknown as Drive;

const everyFrame = driveOf(Array.from({ length: 20 }, (_, frame) => inVideo('/a.mp4', frame + 100)));
const everyThird = driveOf(Array.from({ length: 20 }, (_, frame) => inVideo('/a.mp4', frame * 3)));
const twice = driveOf(Array.from({ length: 20 }, (_, frame) => inVideo('/a.mp4', frame >> 1)));
const videos = driveOf([
  ...Array.from({ length: 10 }, (_, frame) => inVideo('/a.mp4', frame)),
  ...Array.from({ length: 10 }, (_, frame) => inVideo('/b.mp4', frame + 5)),
]);

test.each([
  ['the frame itself', everyFrame, 7, 107, 7],
  ['one before it', everyFrame, 7, 101, 1],
  ['one after it', everyFrame, 7, 119, 19],
  ['of a video that begins before the drive, its first', everyFrame, 7, 90, 0],
  ['a frame between two rows, that of the nearer', everyThird, 10, 13, 4],
  ['the same, ahead', everyThird, 2, 50, 17],
  ['a frame of two rows, the first on the way', twice, 15, 3, 7],
  ['the second of two videos', videos, 15, 6, 11],
  ['before the second of two videos, its first', videos, 15, 0, 10],
])('%s', (_, drive, near, videoFrame, expected) => {
  const path = drive === videos ? '/b.mp4' : '/a.mp4';
  expect(frameOfPicture(drive, 'center', near, inVideo(path, videoFrame))).toBe(expected);
});

test('the picture of a file is of the frame that was asked for', () => {
  const file: FrameLocation = { kind: 'image-file', path: '/a.jpg' };
  expect(frameOfPicture(driveOf([file, file]), 'center', 1, file)).toBe(1);
});
