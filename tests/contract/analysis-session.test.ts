import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openAnalysisClient } from '../../main/analysis/analysis-client.ts';
import type { AnalysisSession, SessionChanges } from '../../main/analysis/analysis-session.ts';
import { openSession } from '../../main/analysis/session.ts';
import { driveMappingSchema } from '../../shared/drive-mapping.ts';
import { deletionTestSchema } from '../../shared/lab.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { steeringOutputSchema } from '../../shared/steering-output.ts';
import { pictureEditsSchema } from '../../shared/what-if.ts';
import { decodeImage } from '../../main/frames/decode-image.ts';
import { makeNumberedVideo } from '../support/numbered-videos.ts';
import { readNumber } from '../support/make-video.ts';
import { makeImageTable, temporaryFolder, writeFiles } from '../support/make-drive.ts';
import { writeTwoHeadedNetwork } from '../support/two-headed-network.ts';
import { greyJpeg, greyName, makeGreyDrive, writeMeanNetwork } from '../support/tiny-network-file.ts';

/* One suite over both implementations of AnalysisSession: a caller cannot tell them apart. */

const greys = [0, 51, 102, 153, 204, 255];
const halvesFrame = 6;
const brokenFrame = 7;
/** A grey level may come back from JPEG one off. */
const jpegTolerance = 1.5 / 255;

const folder = temporaryFolder();
const drivePath = join(folder.path, 'drive');
const modelPath = join(folder.path, 'mean.h5');

beforeAll(async () => {
  makeGreyDrive(drivePath, [...greys, 0, 0]);
  writeFiles(drivePath, {
    [`IMG/${greyName(halvesFrame)}`]: greyJpeg(255, 0),
    [`IMG/${greyName(brokenFrame)}`]: greyJpeg(9).subarray(0, 60),
  });
  await writeMeanNetwork(modelPath);
});
afterAll(() => folder[Symbol.dispose]());

describe.each([
  { name: 'in this thread', open: openSession },
  { name: 'in a worker thread', open: openAnalysisClient },
])('a session $name', ({ open }) => {
  const opened: AnalysisSession[] = [];
  const opens = async (changes: SessionChanges): Promise<AnalysisSession> => {
    const session = await open({ ...changes, threads: 1 });
    opened.push(session);
    return session;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((session) => session.dispose()));
  });

  test('tells what is open', async () => {
    const { state } = await opens({ drivePath, modelPath });
    expect(state.drive).toMatchObject({ kind: 'drive', frameCount: 8 });
    expect(state.model?.stages.map(({ layer }) => layer)).toEqual(['blocks']);
    expect(state.engine?.name).toBe('onnx');
    expect(state.preprocessingSource).toBe('default');
    expect(state.problems).toEqual([]);
  });

  test.each(['onnx', 'tensorflow'] as const)('%s predicts the mean and masks where it is bright', async (engine) => {
    const session = await opens({ drivePath, modelPath, engine });
    const analysis = await session.analyseFrame(halvesFrame);
    expect(analysis.predictedSteering).toBeCloseTo(0.5, 2);
    expect(analysis.networkView).toEqual({ left: 0, top: 0, width: 16, height: 8 });
    expect(analysis.problems).toEqual([]);
    const { mask, stages } = analysis;
    expect([mask?.height, mask?.width, mask?.flat]).toEqual([8, 16, false]);
    // JPEG blurs the edge between the halves; away from it the mask is 1 on the left and 0 on the right.
    expect(mask?.values[0]).toBeCloseTo(1, 1);
    expect(mask?.values[15]).toBeCloseTo(0, 1);
    expect(stages[0]).toMatchObject({ layer: 'blocks', averaged: { height: 4, width: 8 } });
    expect(stages[0]?.averaged.values[0]).toBeCloseTo(1, 1);
  });

  test('analyses frames in one batch, in the order asked, as it does one by one', async () => {
    const session = await opens({ drivePath, modelPath });
    const batch = await session.analyseFrames([3, 0, 5]);
    expect(batch.map(({ frame }) => frame)).toEqual([3, 0, 5]);
    const expected = [153 / 255, 0, 1];
    batch.forEach(({ predictedSteering }, index) =>
      expect(Math.abs(predictedSteering - (expected[index] ?? Number.NaN))).toBeLessThan(jpegTolerance),
    );
    const single = await session.analyseFrame(3);
    expect(single.predictedSteering).toBeCloseTo(batch[0]?.predictedSteering ?? Number.NaN, 6);
    // Results of an earlier call stay whole after later ones: nothing is shared or taken back.
    expect(batch[2]?.mask?.values).toHaveLength(8 * 16);
  });

  test('edits are made on the picture before anything else looks at it', async () => {
    const session = await opens({ drivePath, modelPath });
    const edits = pictureEditsSchema.parse([{ op: 'flip' }, { op: 'brightness', by: -51 }]);
    const analysis = await session.analyseFrame(halvesFrame, { edits });
    // White on the left and black: 204 on the right now, and black stays black.
    expect(analysis.predictedSteering).toBeCloseTo(0.4, 2);
    expect(analysis.mask?.values[0]).toBeCloseTo(0, 1);
    expect(analysis.mask?.values[15]).toBeCloseTo(1, 1);
    const [red] = await session.networkInput(halvesFrame, { edits });
    expect([red?.values[0], red?.values[15]]).toEqual([expect.closeTo(0, 1), expect.closeTo(0.8, 1)]);
    const [channel] = await session.stageChannels(halvesFrame, 0, { edits });
    expect([channel?.values[0], channel?.values[7]]).toEqual([expect.closeTo(0, 1), expect.closeTo(0.8, 1)]);
    const picture = await session.editedFrame(halvesFrame, edits);
    expect([picture.frame, picture.mediaType]).toEqual([halvesFrame, 'image/jpeg']);
    const { data } = await decodeImage(picture);
    expect([(data[0] ?? 0) / 255, (data[15 * 4] ?? 0) / 255]).toEqual([expect.closeTo(0, 1), expect.closeTo(0.8, 1)]);
    const several = await session.analyseFrames([halvesFrame, 2, brokenFrame], { edits, saliency: false });
    expect(several.map(({ predictedSteering }) => predictedSteering)).toEqual([
      expect.closeTo(0.4, 2),
      expect.closeTo(0.2, 2),
      Number.NaN,
    ]);
    expect((await session.analyseFrame(halvesFrame)).predictedSteering).toBeCloseTo(0.5, 2);
  });

  test('leaves masks out of a run that wants none', async () => {
    const session = await opens({ drivePath, modelPath });
    const [analysis] = await session.analyseFrames([5], { saliency: false });
    expect([analysis?.mask, analysis?.stages]).toEqual([null, []]);
    expect(analysis?.predictedSteering).toBeCloseTo(1, 2);
  });

  test('figures of consecutive masks; without maps, the masks of the first and the last frame come with them', async () => {
    const session = await opens({ drivePath, modelPath });
    const frames = await session.analyseFrames([halvesFrame, 5, halvesFrame, halvesFrame, brokenFrame, halvesFrame], {
      ...{ saliency: false, figures: true },
    });
    expect(frames.map(({ mask, stages }) => [mask?.flat, stages.length])).toEqual([
      [false, 0],
      ...Array(4).fill([undefined, 0]),
      [false, 0],
    ]);
    // The left half, in rows that are all alike.
    const halves = { 'mask-mass': expect.closeTo(0.5, 1), 'mask-centroid-x': expect.closeTo(0.25, 1) };
    expect(frames[0]?.figures).toMatchObject({ ...halves, 'mask-centroid-y': expect.closeTo(0.5, 3) });
    // Of white all over the mask is flat: there is nothing to say of it, nor of the change to it and from it.
    expect(frames[1]?.figures?.['mask-mass']).toBeNaN();
    expect(frames.map(({ figures }) => figures?.['mask-change'])).toEqual([
      ...[Number.NaN, Number.NaN, Number.NaN, 0, undefined, Number.NaN],
    ]);
    const [whole] = await session.analyseFrames([halvesFrame], { figures: true });
    expect(whole).toMatchObject({ stages: [{ layer: 'blocks' }], figures: halves });
    expect(whole?.figures?.['mask-max']).toBe(whole?.mask?.max);
    expect((await session.analyseFrames([halvesFrame]))[0]?.figures).toBeNull();
  });

  test('a picture that does not decode refuses alone and is a problem in a batch', async () => {
    const session = await opens({ drivePath, modelPath });
    await expect(session.analyseFrame(brokenFrame)).rejects.toMatchObject({ code: 'image-not-decodable' });
    const [good, broken] = await session.analyseFrames([5, brokenFrame]);
    expect(good?.predictedSteering).toBeCloseTo(1, 2);
    expect(broken?.predictedSteering).toBeNaN();
    expect(broken?.problems).toMatchObject([{ code: 'image-not-decodable', frame: brokenFrame, severity: 'error' }]);
    expect(broken?.problems[0]?.message).toContain(greyName(brokenFrame));
  });

  test('answers that are not finite are a problem', async () => {
    const nanPath = await writeMeanNetwork(join(folder.path, 'nan.h5'), { gain: Number.NaN });
    const session = await opens({ drivePath, modelPath: nanPath });
    const analysis = await session.analyseFrame(1);
    expect(analysis.predictedSteering).toBeNaN();
    expect(analysis.problems).toMatchObject([{ code: 'output-not-finite', frame: 1 }]);
    expect(analysis.problems[0]?.message).toContain(nanPath);
  });

  test('gives the picture as recorded', async () => {
    const session = await opens({ drivePath, modelPath });
    const { bytes, mediaType } = await session.encodedFrame(2, null);
    expect(mediaType).toBe('image/jpeg');
    expect(Buffer.from(bytes)).toEqual(readFileSync(join(drivePath, 'IMG', greyName(2))));
    await expect(session.encodedFrame(2, 'left')).rejects.toMatchObject({
      code: expect.stringMatching(/not-found|bad/),
    });
  });

  test('gives the picture of a frame nearby where that is there at once, and says which', async () => {
    const videoPath = makeNumberedVideo(folder.path, 'h264.mp4', 130);
    const session = await opens({ drivePath: videoPath });
    // Key frames are 0, 60 and 120.
    for (const [asked, near] of [
      [100, 120],
      [70, 60],
      [60, 60],
    ] as const) {
      const draft = await session.encodedFrame(asked, null, { near: true });
      expect(draft).toMatchObject({ frame: near, mediaType: 'image/jpeg' });
      expect(readNumber(await decodeImage(draft))).toBe(near);
    }
    const exact = await session.encodedFrame(100, null);
    expect([exact.frame, readNumber(await decodeImage(exact))]).toEqual([100, 100]);
    // Decoded by now.
    expect(await session.encodedFrame(100, null, { near: true })).toMatchObject({ frame: 100 });
    await expect(session.encodedFrame(130, null, { near: true })).rejects.toMatchObject({ code: 'no-such-frame' });
    await expect(session.encodedFrame(1, null, { near: true, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('the picture of an image file is near itself', async () => {
    const session = await opens({ drivePath });
    const [near, exact] = [await session.encodedFrame(2, null, { near: true }), await session.encodedFrame(2, null)];
    expect(near).toEqual(exact);
    expect(near.frame).toBe(2);
  });

  test('gives columns and places, again and again', async () => {
    const session = await opens({ drivePath });
    for (let time = 0; time < 2; time++) {
      const { steering, timeSecs } = await session.columns();
      expect(Array.from(steering?.slice(0, 3) ?? [])).toEqual([0, 0.2, 0.4]);
      expect(timeSecs?.[3]).toBeCloseTo(0.3, 6);
    }
    const [second, third] = await session.locateFrames(1, 3);
    expect([second?.frame, third?.frame]).toEqual([1, 2]);
    expect(second?.location).toEqual({ kind: 'image-file', path: join(drivePath, 'IMG', greyName(1)) });
  });

  test('analyses by place without a drive', async () => {
    const withDrive = await opens({ drivePath });
    const withNetwork = await opens({ modelPath });
    const [analysis] = await withNetwork.analyseLocations(await withDrive.locateFrames(4, 5));
    expect(analysis).toMatchObject({ frame: 4 });
    expect(analysis?.predictedSteering).toBeCloseTo(0.8, 2);
  });

  test('makes an experiment on a frame by place; one that cannot be looked at is a problem', async () => {
    const [withDrive, withoutDrive] = [await opens({ drivePath, modelPath }), await opens({ modelPath })];
    const located = await withDrive.locateFrames(halvesFrame - 1, brokenFrame + 1);
    const request = deletionTestSchema.parse({ kind: 'deletion', steps: 2, repeats: 1 });
    const outcomes = await Promise.all(located.map((frame) => withoutDrive.experiment(frame, request)));
    expect(outcomes).toMatchObject([
      // White all over.
      { frame: halvesFrame - 1, findings: null, problems: [{ code: 'mask-flat', severity: 'warning' }] },
      // Its white half deleted the mean is half of 0.5, and all deleted 0.5 again.
      {
        findings: {
          frame: halvesFrame,
          deletion: { curves: { mask: [0, expect.closeTo(0.25, 2), expect.closeTo(0, 2)] } },
        },
      },
      { frame: brokenFrame, findings: null, problems: [{ code: 'image-not-decodable', severity: 'error' }] },
    ]);
    const cancelled = withDrive.experiment(located[1]!, request, { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('gives every channel of a stage', async () => {
    const session = await opens({ drivePath, modelPath });
    const channels = await session.stageChannels(3, 0);
    expect(channels).toHaveLength(1);
    expect(channels[0]?.values[0]).toBeCloseTo(0.6, 2);
    await expect(session.stageChannels(3, 1)).rejects.toMatchObject({ code: 'bad-request' });
  });

  test('refuses what it cannot do without the other half, and frames beyond the drive', async () => {
    const driveOnly = await opens({ drivePath });
    await expect(driveOnly.analyseFrame(0)).rejects.toMatchObject({ code: 'bad-request' });
    const modelOnly = await opens({ modelPath });
    await expect(modelOnly.analyseFrame(0)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(driveOnly.encodedFrame(99, null)).rejects.toMatchObject({ code: 'no-such-frame' });
    await expect(driveOnly.encodedFrame(-1, null)).rejects.toMatchObject({ code: 'no-such-frame' });
  });

  test('a change that fails changes nothing', async () => {
    const session = await opens({ drivePath, modelPath });
    await expect(session.change({ modelPath: join(folder.path, 'none.h5') })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(session.change({ drivePath: join(folder.path, 'none') })).rejects.toMatchObject({ code: 'not-found' });
    expect(session.state.model?.path).toBe(modelPath);
    expect((await session.analyseFrame(5)).predictedSteering).toBeCloseTo(1, 2);
  });

  test('takes another network, engine and preprocessing, and closes parts', async () => {
    const session = await opens({ drivePath, modelPath });
    const doublePath = await writeMeanNetwork(join(folder.path, 'double.h5'), { gain: 2 });
    await session.change({ modelPath: doublePath });
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(0.4, 2);
    expect((await session.change({ engine: 'tensorflow' })).engine?.name).toBe('tensorflow');
    const halved = { version: 1, steps: [{ op: 'affine', scale: 1 / 510, offset: 0 }] } as const;
    const state = await session.change({ preprocessing: { ...halved, steps: [...halved.steps] } });
    expect(state.preprocessingSource).toBe('given');
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(0.2, 2);
    expect((await session.change({ preprocessing: null })).preprocessingSource).toBe('default');
    expect(await session.change({ modelPath: null })).toMatchObject({ model: null, engine: null, preprocessing: null });
  });

  test('another preprocessing, steering or reading of pooling leaves the network open', async () => {
    const gonePath = await writeMeanNetwork(join(folder.path, `gone-${Math.random()}.h5`));
    const session = await opens({ drivePath, modelPath: gonePath });
    rmSync(gonePath);
    const steps = [{ op: 'affine' as const, scale: 1 / 255, offset: 0.25 }];
    const steering = steeringOutputSchema.parse({ scale: -2, offset: 1 });
    await session.change({ preprocessing: { version: 1, steps, steering } });
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(1 - 2 * 0.45, 2);
    expect(session.state.steering).toMatchObject({ scale: -2, offset: 1, guessed: false, predictedUnit: 'normalised' });
    const before = await session.analyseFrame(halvesFrame);
    await session.change({ pooling: 'composed', engine: 'auto' });
    expect(session.state.pooling).toBe('composed');
    // There is no pooling in this network.
    expect((await session.analyseFrame(halvesFrame)).mask?.values).toEqual(before.mask?.values);
    // Its Lambdas can only be read from its file.
    const lambdas = { scale: [{ op: 'affine' as const, scale: 1, offset: 0 }] };
    await expect(session.change({ preprocessing: { version: 1, steps, lambdas } })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(1 - 2 * 0.45, 2);
  });

  test.each(['onnx', 'tensorflow'] as const)('%s explains by occlusion what it is steered by', async (engine) => {
    const session = await opens({ drivePath, modelPath, engine });
    const before = await session.analyseFrame(halvesFrame);
    expect((await session.change({ method: 'occlusion' })).method).toBe('occlusion');
    const { mask, stages, predictedSteering } = await session.analyseFrame(halvesFrame);
    expect(predictedSteering).toBe(before.predictedSteering);
    expect(stages).toEqual(before.stages);
    // The mean network sees white beside black: a square of 2 × 2 in mean grey takes 4 · 0.5 of 128 away on the left and
    // adds it on the right; across the border it changes nothing, so that the columns beside it have half of it.
    expect(mask).toMatchObject({ height: 8, width: 16, flat: false, max: expect.closeTo(2 / 128, 3) });
    expect(mask?.min).toBeCloseTo(1 / 128, 3);
    for (const column of [0, 3, 12, 15]) expect(mask?.values[5 * 16 + column]).toBeGreaterThan(0.9);
    for (const column of [7, 8]) expect(mask?.values[5 * 16 + column]).toBeLessThan(0.2);

    const [asSession, asAsked] = [
      await session.analyseFrames([halvesFrame]),
      await session.analyseFrames([halvesFrame], { method: 'visual-backprop' }),
    ];
    expect(asSession[0]?.mask?.values).toEqual(mask?.values);
    expect(asAsked[0]?.mask?.values).toEqual(before.mask?.values);
    const cancelling = new AbortController();
    const cancelled = session.analyseFrame(halvesFrame, { signal: cancelling.signal });
    cancelling.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a steering output that the network lacks changes nothing', async () => {
    const session = await opens({ drivePath, modelPath });
    const steering = steeringOutputSchema.parse({ output: 'none' });
    const changing = session.change({ preprocessing: { version: 1, steps: [], steering } });
    await expect(changing).rejects.toMatchObject({
      code: 'bad-preprocessing',
      nextStep: expect.stringContaining('steering'),
    });
    expect(session.state).toMatchObject({ preprocessingSource: 'default', steering: { guessed: true } });
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(0.2, 2);
  });

  test('feeds other inputs with columns of the drive, and reads the steering from the head named after it', async () => {
    const twoHeaded = writeTwoHeadedNetwork(join(folder.path, 'two-headed.onnx'));
    const session = await opens({ drivePath, modelPath: twoHeaded });
    expect(session.state.model?.otherInputs).toEqual([{ name: 'speed', shape: [1] }]);
    expect(session.state.steering).toMatchObject({ output: 'angle', guessed: true });
    expect(session.state.problems.map(({ code }) => code)).toEqual(['steering-guessed', 'input-fed-with-zeros']);
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(0.2, 2);

    const steps = [{ op: 'affine' as const, scale: 1 / 255, offset: 0 }];
    const fed = (column: string): Preprocessing => ({
      version: 1,
      steps,
      inputs: { speed: { columns: [column], scale: 0.01, offset: 0.1 } },
    });
    // The drive goes 30 throughout.
    const state = await session.change({ preprocessing: fed('speed') });
    expect(state.problems.map(({ code }) => code)).toEqual(['steering-guessed']);
    const { outputs, predictedSteering } = await session.analyseFrame(1);
    expect(outputs[0]?.[0]).toBeCloseTo(0.2, 6);
    expect(predictedSteering).toBeCloseTo(0.6, 2);
    expect((await session.stageChannels(1, 0))[0]?.values[0]).toBeCloseTo(0.2, 2);

    // A thread of a run knows no drive: the numbers come with the frames.
    const withoutDrive = await opens({ modelPath: twoHeaded, preprocessing: fed('speed') });
    const located = await session.locateFrames(1, 4);
    const analyses = await withoutDrive.analyseLocations(located);
    expect(analyses.map((analysis) => analysis.predictedSteering)).toEqual(
      [0.6, 0.8, 1].map((steering) => expect.closeTo(steering, 2)),
    );

    const missing = await session.change({ preprocessing: fed('sped') });
    expect(missing.problems).toMatchObject([{}, { severity: 'error', code: 'input-mismatch' }]);
    await expect(session.analyseFrame(1)).rejects.toMatchObject({ message: expect.stringContaining('"sped"') });
  });

  test('steering in another unit than the drive is told, and not converted', async () => {
    const steering = steeringOutputSchema.parse({ scale: 25, unit: 'deg' });
    const steps = [{ op: 'affine' as const, scale: 1 / 255, offset: 0 }];
    const session = await opens({ drivePath, modelPath, preprocessing: { version: 1, steps, steering } });
    expect(session.state.problems).toMatchObject([{ code: 'steering-units-differ' }]);
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(5, 1);
  });

  test("gives the network's input as it is given it", async () => {
    const steps = [{ op: 'affine' as const, scale: [1, 2, 3], offset: -10 }];
    const session = await opens({ drivePath, modelPath, preprocessing: { version: 1, steps } });
    const input = await session.networkInput(2);
    expect(input.map(({ height, width, values }) => [height, width, values.length])).toEqual(
      Array(3).fill([8, 16, 128]),
    );
    // Grey 102, but for JPEG.
    for (const [channel, { values }] of input.entries())
      expect(Math.abs((values[64] ?? Number.NaN) - (102 * (channel + 1) - 10))).toBeLessThan(1.5 * (channel + 1));
  });

  test('saves the preprocessing in use beside the network', async () => {
    const savedPath = await writeMeanNetwork(join(folder.path, `saved-${Math.random()}.h5`));
    const preprocessing = { version: 1 as const, steps: [{ op: 'affine' as const, scale: -1 / 255, offset: 1 }] };
    const session = await opens({ drivePath, modelPath: savedPath, preprocessing });
    expect((await session.savePreprocessing(false)).preprocessingSource).toBe('file');
    expect(JSON.parse(readFileSync(`${savedPath}.steerscope.json`, 'utf8'))).toEqual(preprocessing);
    writeFileSync(`${savedPath}.steerscope.json`, '{"steps": []}');
    await expect(session.savePreprocessing(false)).rejects.toMatchObject({ code: 'file-changed' });
    await session.savePreprocessing(true);
    // Asked for its own file again, since it was saved there.
    expect((await session.change({ modelPath: savedPath })).preprocessing).toEqual(preprocessing);
  });

  test('opens the drive by a mapping, which does not go over to the next one', async () => {
    const tablePath = join(folder.path, 'table');
    makeImageTable(tablePath, 'image,a,b\nframes/a.jpg,1,90\nframes/b.jpg,2,95\n');
    const by = (column: string) => driveMappingSchema.parse({ steering: { column, unit: 'deg' } });
    const session = await opens({ drivePath: tablePath, mapping: by('a') });
    expect(session.state.drive).toMatchObject({ steering: { min: 1, max: 2 }, mapping: { source: 'given' } });
    expect((await session.change({ mapping: by('b') })).drive).toMatchObject({ steering: { min: 90, max: 95 } });
    expect([...(await session.columns()).steering!]).toEqual([90, 95]);
    await expect(session.change({ mapping: by('c') })).rejects.toMatchObject({ code: 'not-readable' });
    expect(session.state.drive).toMatchObject({ steering: { min: 90, max: 95 } });
    expect((await session.change({ pooling: 'composed' })).drive?.mapping?.source).toBe('given');
    expect((await session.change({ mapping: null })).drive).toMatchObject({
      steering: null,
      mapping: { source: 'guessed' },
    });
    await session.change({ mapping: by('a') });
    expect((await session.change({ drivePath })).drive?.mapping).toBeNull();
    expect((await session.change({ drivePath: tablePath })).drive?.mapping?.source).toBe('guessed');
  });

  test('saves the mapping beside the drive and in the settings', async () => {
    const tablePath = join(folder.path, `table-${Math.random()}`);
    vi.stubEnv('STEERSCOPE_SETTINGS', join(tablePath, 'settings'));
    makeImageTable(tablePath, 'image,a,b\nframes/a.jpg,1,90\nframes/b.jpg,2,95\n', 'log.csv');
    const file = join(tablePath, 'log.csv.steerscope-drive.json');
    const by = (column: string) => driveMappingSchema.parse({ steering: { column, unit: 'deg' } });
    const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
    const session = await opens({ drivePath: tablePath });
    const here = { where: 'drive', overwrite: false } as const;
    await expect(session.saveMapping(here)).rejects.toMatchObject({ code: 'bad-request' });
    await session.change({ mapping: { ...by('a'), table: 'log.csv' } });
    expect((await session.saveMapping(here)).drive?.mapping).toMatchObject({ source: 'file', file, mapping: by('a') });
    expect(read(file)).toEqual(by('a'));
    // The one that was saved is known, and changed without being told to; another one is not.
    await session.change({ mapping: by('b') });
    await session.saveMapping(here);
    expect(read(file)).toEqual(by('b'));
    writeFileSync(file, '{"steering": null}');
    await session.change({ mapping: by('a') });
    await expect(session.saveMapping(here)).rejects.toMatchObject({ code: 'file-changed' });
    expect(read(file)).toEqual({ steering: null });
    await session.saveMapping({ ...here, overwrite: true });
    expect((await session.change({ drivePath: tablePath })).drive).toMatchObject({ steering: { min: 1, max: 2 } });
    rmSync(file);
    await session.change({ mapping: by('b') });
    const { drive } = await session.saveMapping({ ...here, where: 'user' });
    expect(drive?.mapping).toMatchObject({ source: 'user', mapping: by('b') });
    expect(read(drive!.mapping!.userFile!)).toEqual(by('b'));
    expect((await session.change({ mapping: null })).drive).toMatchObject({ steering: { min: 90, max: 95 } });
    vi.unstubAllEnvs();
  });

  test('reads the preprocessing file beside the network', async () => {
    const besidePath = await writeMeanNetwork(join(folder.path, 'beside.h5'));
    const steps = [
      { op: 'resize', width: 16, height: 8, method: 'cv2-linear' },
      { op: 'affine', scale: -1 / 255, offset: 1 },
    ];
    writeFileSync(`${besidePath}.steerscope.json`, JSON.stringify({ camera: 'roof', steps }));
    const session = await opens({ drivePath, modelPath: besidePath });
    expect(session.state.preprocessingSource).toBe('file');
    expect(session.state.problems).toMatchObject([{ code: 'camera-missing' }]);
    expect((await session.analyseFrame(1)).predictedSteering).toBeCloseTo(0.8, 2);
  });

  test('tells at once that the preprocessing does not fit the pictures', async () => {
    const steps = [{ op: 'crop' as const, top: 100, bottom: 0, left: 0, right: 0 }];
    const resize = { op: 'resize' as const, width: 16, height: 8, method: 'cv2-linear' as const };
    const session = await opens({ drivePath, modelPath, preprocessing: { version: 1, steps: [...steps, resize] } });
    expect(session.state.problems).toMatchObject([{ severity: 'error' }]);
    await expect(session.analyseFrame(0)).rejects.toMatchObject({ name: 'SteerscopeError' });
  });

  test('an aborted call is cancelled, and the next one runs', async () => {
    const session = await opens({ drivePath, modelPath });
    const aborted = AbortSignal.abort();
    await expect(session.analyseFrame(1, { signal: aborted })).rejects.toMatchObject({
      name: 'SteerscopeError',
      code: 'cancelled',
    });
    const cancelling = new AbortController();
    const running = session.analyseFrames([0, 1, 2], { signal: cancelling.signal });
    cancelling.abort();
    await expect(running).rejects.toMatchObject({ name: 'SteerscopeError', code: 'cancelled' });
    expect((await session.analyseFrame(5)).predictedSteering).toBeCloseTo(1, 2);
  });
});
