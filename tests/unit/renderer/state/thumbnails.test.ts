import { expect, test } from 'vitest';
import { HoverPicture } from '../../../../renderer/state/hover-picture.svelte.ts';
import { Thumbnails } from '../../../../renderer/state/thumbnails.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

const cancelled = new SteerscopeError('cancelled', 'Cancelled.', '');
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** As much of a bitmap as is needed, with the frame that it is of. */
function pictureOf(frame: number): ImageBitmap & { closed: boolean } {
  const picture = { frame, width: 100, height: 50, closed: false, close: () => void (picture.closed = true) };
  return picture as unknown as ImageBitmap & { closed: boolean };
}

/** A source that answers when told to. */
function slowSource() {
  const asked: { frame: number; signal: AbortSignal; answer(): void; fail(error: unknown): void }[] = [];
  const fetch = (frame: number, signal: AbortSignal): Promise<ImageBitmap> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(cancelled));
      asked.push({ frame, signal, answer: () => resolve(pictureOf(frame)), fail: reject });
    });
  return { asked, fetch, frames: () => asked.map(({ frame }) => frame) };
}

const wanted = (...frames: number[]) => frames.map((frame) => ({ frame, within: 1 }));

test('two at a time, in the order that they are wanted; panning back costs nothing', async () => {
  const source = slowSource();
  const thumbnails = new Thumbnails(({ frame }, signal) => source.fetch(frame, signal));
  thumbnails.want(wanted(10, 20, 30));
  expect(source.frames()).toEqual([10, 20]);
  source.asked[1]?.answer();
  await settle();
  expect(source.frames()).toEqual([10, 20, 30]);
  expect(thumbnails.get(20)).toMatchObject({ frame: 20 });
  expect(thumbnails.get(10)).toBeUndefined();
  expect(thumbnails.nearest(11)?.frame).toBe(20);
  thumbnails.want(wanted(20));
  await settle();
  expect(source.asked.filter(({ signal }) => signal.aborted).map(({ frame }) => frame)).toEqual([10, 30]);
  expect(source.frames()).toEqual([10, 20, 30]);
});

test('what comes into view while something out of view is cancelled is fetched', async () => {
  const source = slowSource();
  const thumbnails = new Thumbnails(({ frame }, signal) => source.fetch(frame, signal));
  thumbnails.want(wanted(1, 2));
  thumbnails.want(wanted(1, 3));
  await settle();
  expect(source.frames()).toEqual([1, 2, 3]);
  expect(source.asked.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
});

test('a picture that is lost is asked for once; one that nobody answered for, again', async () => {
  const source = slowSource();
  const thumbnails = new Thumbnails(({ frame }, signal) => source.fetch(frame, signal));
  thumbnails.want(wanted(1));
  source.asked[0]?.fail(new SteerscopeError('image-not-decodable', 'Damaged.', ''));
  await settle();
  expect(thumbnails.get(1)).toBeNull();
  thumbnails.want(wanted(1, 2));
  expect(source.frames()).toEqual([1, 2]);
  source.asked[1]?.fail(new SteerscopeError('unreachable', 'Gone.', ''));
  await settle();
  expect(thumbnails.get(2)).toBeUndefined();
  thumbnails.want(wanted(1, 2));
  expect(source.frames()).toEqual([1, 2, 2]);
});

test('pictures of another drive are closed, and those on their way are not taken', async () => {
  const source = slowSource();
  const thumbnails = new Thumbnails(({ frame }, signal) => source.fetch(frame, signal));
  thumbnails.want(wanted(1, 2));
  source.asked[0]?.answer();
  await settle();
  const held = thumbnails.get(1) as unknown as { closed: boolean };
  thumbnails.clear();
  expect(held.closed).toBe(true);
  await settle();
  expect(thumbnails.nearest(0)).toBeNull();
});

test('under the pointer the latest wins, with one request at a time', async () => {
  const source = slowSource();
  const near = (frame: number, signal: AbortSignal) => source.fetch(frame, signal).then((image) => ({ frame, image }));
  const hover = new HoverPicture(() => ({ near, exact: near }));
  for (const frame of [1, 2, 3]) hover.show(frame);
  expect(source.frames()).toEqual([1]);
  source.asked[0]?.answer();
  await settle();
  expect(hover.shown?.frame).toBe(1);
  expect(source.frames()).toEqual([1, 3]);
  source.asked[1]?.answer();
  await settle();
  const last = hover.shown;
  expect(last?.frame).toBe(3);
  hover.show(null);
  expect(hover.shown).toBeNull();
  expect((last?.image as unknown as { closed: boolean }).closed).toBe(true);
});

test('a picture of a frame nearby stands in until the pointer has rested', async () => {
  const hover = new HoverPicture(() => ({
    near: async (frame) => ({ frame: frame - 5, image: pictureOf(frame - 5) }),
    exact: async (frame) => ({ frame, image: pictureOf(frame) }),
  }));
  hover.show(50);
  await settle();
  expect(hover.shown?.frame).toBe(45);
  await expect.poll(() => hover.shown?.frame).toBe(50);
});
