import { describe, expect, test } from 'vitest';
import type { VideoTable } from '../../../../main/containers/video-table.ts';
import { nearFrame } from '../../../../main/frames/near-frame.ts';

/** Thirty frames in the order of the file, key packets at 0, 10 and 20; of an open group, the second key frame is shown as 12. */
function table(): VideoTable {
  const frameOf = Int32Array.from({ length: 30 }, (_, packet) => packet);
  frameOf.set([12, 10, 11], 10);
  const packetOf = new Int32Array(30);
  for (const [packet, frame] of frameOf.entries()) packetOf[frame] = packet;
  const places = [0, 10, 20].map((position) => ({ position, pts: null, dts: null }));
  return {
    path: '/a.hevc',
    width: 16,
    height: 8,
    frameCount: 30,
    saysBt709: false,
    timeSecs: null,
    packetOf,
    frameOf,
    keyPackets: Int32Array.of(0, 10, 20),
    keyPlaces: places,
    droppedPackets: 0,
  };
}

describe('the frame nearest to the one asked for that can be shown at once', () => {
  test.each([
    [0, 0, 0],
    [5, 0, 0],
    [7, 12, 1],
    // Shown before the key frame that precedes it in the file, and yet nearest to it.
    [11, 12, 1],
    [15, 12, 1],
    [17, 20, 2],
    [29, 20, 2],
  ])('of frame %i it is key frame %i', (frame, near, key) => {
    expect(nearFrame(table(), frame, [])).toEqual({ frame: near, key });
  });

  test('a decoded frame goes before a key frame as near, and a nearer one before it', () => {
    expect(nearFrame(table(), 25, [22, 27])).toEqual({ frame: 27, key: null });
    expect(nearFrame(table(), 4, [8])).toEqual({ frame: 8, key: null });
    expect(nearFrame(table(), 4, [9])).toEqual({ frame: 0, key: 0 });
    expect(nearFrame(table(), 4, [4])).toEqual({ frame: 4, key: null });
  });

  test('a video whose packets show nothing has none', () => {
    expect(nearFrame({ ...table(), frameOf: new Int32Array(30).fill(-1) }, 3, [])).toBeNull();
  });
});
