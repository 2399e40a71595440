import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { DriveInfo } from '../../../../shared/drive.ts';
import type { SessionInfo } from '../../../../shared/session.ts';
import { textsOf } from '../../../../shared/texts.ts';

let workbench: Workbench;

const drive = {
  ...{ kind: 'drive', path: '/drive', name: 'drive', mapping: null, problems: [], sessions: [] },
  steering: { unit: 'normalised', positive: 'right', straight: 0, min: -1, max: 1 },
} as unknown as DriveInfo;

/** A drive of 200 frames, straight on; the network is off by `error` where it says so. */
function open(error: Readonly<Record<number, number>>, timeSecs: Float64Array | null = null): void {
  workbench = new Workbench(new ApiClient(() => Promise.reject(new TypeError('no network'))), null);
  const { session, playback } = workbench;
  const steering = new Float64Array(200);
  session.info = {
    ...{ id: 's', drive, model: { path: '/net' }, steering: { predictedUnit: 'normalised' }, problems: [] },
  } as unknown as SessionInfo;
  playback.reset(200, timeSecs);
  session.series.reset({ timeSecs, steering, numeric: {}, logRow: new Uint32Array(200), image: textsOf([]) }, 200);
  session.series.fill(
    0,
    Array.from({ length: 200 }, (_, frame) => error[frame] ?? 0),
  );
  workbench.errors.refresh();
}

const frames = (): number[] => workbench.errors.listedPeaks.map(({ frame }) => frame);
const said = (): string[] => workbench.notices.list.map(({ message }) => message);

describe('peaks', () => {
  beforeEach(() => open({ 30: 0.2, 45: 0.1, 100: -0.5, 160: 0.3 }));

  test('the worst first, those of one side, of the range, in order', () => {
    const { errors, playback } = workbench;
    // Frame 45 is within 20 of the larger one at 30.
    expect(frames()).toEqual([100, 160, 30]);
    errors.side = 'left';
    expect(frames()).toEqual([100]);
    errors.side = 'right';
    errors.byFrame = true;
    expect(frames()).toEqual([30, 160]);
    errors.side = 'both';
    playback.inFrame = 40;
    errors.onlyRange = true;
    expect(frames()).toEqual([45, 100, 160]);
  });

  test('from one to the next, round the ends with a word', () => {
    const { errors, playback } = workbench;
    const visited = [1, 1, 1, 1, -1, -1].map((direction) => {
      errors.goToPeak(direction as 1 | -1);
      return playback.frame;
    });
    expect(visited).toEqual([30, 100, 160, 30, 160, 100]);
    expect(said()).toEqual([expect.stringContaining('last error peak'), expect.stringContaining('first error peak')]);
  });

  test('new predictions are taken up when they are asked for', () => {
    const { errors, session, playback } = workbench;
    session.series.fill(10, [0.9]);
    errors.goToPeak(1);
    expect(playback.frame).toBe(10);
  });
});

describe('events', () => {
  test('the threshold is the usual one until it is set, and again for another drive', () => {
    open(Object.fromEntries(Array.from({ length: 200 }, (_, frame) => [frame, frame < 150 ? 0.1 : 0.5])));
    const { errors, session } = workbench;
    expect(errors.limits.event).toMatchObject({ threshold: 0.3, least: 3, isUsual: true });
    expect(errors.events).toMatchObject([{ firstFrame: 150, lastFrame: 199, secs: null, peak: 0.5 }]);
    errors.limits.set({ eventThreshold: 0.05 });
    expect(errors.events).toMatchObject([{ firstFrame: 0, lastFrame: 199 }]);
    session.info = { ...session.info!, drive: { ...drive, path: '/other' } };
    expect(errors.limits.event).toMatchObject({ threshold: 0.3, isUsual: true });
  });

  test('with time they are counted in seconds, and a pause ends them', () => {
    // 10 frames a second; a pause of a minute before frame 170.
    const timeSecs = Float64Array.from({ length: 200 }, (_, frame) => frame / 10 + (frame >= 170 ? 60 : 0));
    open(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [155 + index, 0.5])), timeSecs);
    workbench.errors.limits.set({ eventThreshold: 0.4 });
    expect(workbench.errors.events).toMatchObject([
      { firstFrame: 155, lastFrame: 169, secs: expect.closeTo(1.5, 6) as number },
      { firstFrame: 170, lastFrame: 184, secs: expect.closeTo(1.5, 6) as number },
    ]);
  });
});

test('figures of the drive, and of the range while one is marked', () => {
  open({ 100: -0.5, 160: 0.3 });
  const { errors, playback } = workbench;
  expect(errors.driveFigures).toMatchObject({ count: 200, maxError: 0.5, maxErrorFrame: 100 });
  expect(errors.driveFigures?.bias).toBeCloseTo(-0.2 / 200, 12);
  expect(errors.rangeFigures).toBeNull();
  playback.inFrame = 151;
  expect(errors.rangeFigures).toMatchObject({ count: 49, maxError: 0.3, maxErrorFrame: 160 });
});

test('on the screen the range is taken once the hand that moves it rests, or when a key asks for a peak of it', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  open({ 100: -0.5, 160: 0.3 });
  const { errors, playback } = workbench;
  errors.followRange();
  vi.runAllTimers();
  playback.markRange(90, 110);
  const movedOn = errors.followRange();
  expect(errors.rangeFigures).toBeNull();
  movedOn();
  playback.markRange(150, 170);
  errors.followRange();
  vi.runAllTimers();
  expect(errors.range).toEqual({ first: 150, last: 170 });
  expect(errors.rangeFigures).toMatchObject({ count: 21, maxErrorFrame: 160 });
  errors.onlyRange = true;
  playback.markRange(90, 110);
  errors.goToPeak(1);
  expect(playback.frame).toBe(100);
  errors.leave();
  playback.clearRange();
  expect(errors.range).toBeNull();
});

describe('what stands in the way', () => {
  const hindrance = () => (workbench.errors.refresh(), workbench.errors.hindrance);
  beforeEach(() => open({ 100: 0.5 }));

  test('nothing, where there are errors', () => expect(hindrance()).toBeNull());

  test('no drive, no network, nothing recorded', () => {
    const { session } = workbench;
    const opened = session.info!;
    session.info = { ...opened, model: null };
    expect(hindrance()).toMatchObject({ title: 'No network is open', step: 'choose-network' });
    session.info = { ...opened, drive: { ...drive, steering: null } };
    expect(hindrance()).toMatchObject({ title: expect.stringMatching(/^No steering was recorded/), step: null });
    session.info = { ...opened, drive: null };
    expect(hindrance()).toMatchObject({ title: 'No drive is open', step: 'choose-drive' });
  });

  test('not analysed, failed, or no number; Q says so', () => {
    const { session, errors } = workbench;
    session.series.forgetPredictions();
    expect(hindrance()).toMatchObject({ title: 'The drive has not been analysed', step: 'analyse' });
    session.series.fill(0, [null, null]);
    expect(hindrance()).toMatchObject({ title: 'The network gives no number as steering', step: 'network-setup' });
    errors.goToPeak(1);
    expect(said()).toEqual(['The network gives no number as steering']);
  });

  test('two units leave what needs none', () => {
    const { session, errors } = workbench;
    session.info = { ...session.info!, steering: { ...session.info!.steering!, predictedUnit: 'deg' } };
    session.series.comparable = false;
    session.series.forgetPredictions();
    session.series.fill(0, [3, 4]);
    expect(hindrance()).toMatchObject({
      partly: true,
      step: 'network-setup',
      text: expect.stringContaining('degrees'),
    });
    expect(errors.listedPeaks).toEqual([]);
    expect(errors.driveFigures).toMatchObject({ count: 2, mae: null });
  });
});
