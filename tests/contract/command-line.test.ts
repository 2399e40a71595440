import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnalyzeSummary } from '../../main/cli/analyze.ts';
import type { Checkpoints } from '../../main/cli/checkpoints.ts';
import type { InspectedNetwork } from '../../main/cli/describe-network.ts';
import { makeImageFolder, makeTub, temporaryFolder, udacityHeader, writeFiles } from '../support/make-drive.ts';
import { readNpy } from '../support/read-npy.ts';
import { writeTwoHeadedNetwork } from '../support/two-headed-network.ts';
import { methodFacts, saliencyMethods } from '../../shared/saliency-methods.ts';
import { runCommandLine, startCommandLine } from '../support/run-command-line.ts';
import { greyJpeg, greyName, makeGreyDrive, writeMeanNetwork } from '../support/tiny-network-file.ts';

/* The command line as a user has it: a process of its own, its files, its words and its exit code. */

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);
const drivePath = at('drive');
const modelPath = at('mean.h5');
/** Recorded as grey / 255, which is what the network answers, but for JPEG. */
const greys = Array.from({ length: 40 }, (_, frame) => (frame * 6) % 256);

beforeAll(async () => {
  makeGreyDrive(drivePath, greys);
  await writeMeanNetwork(modelPath);
});
afterAll(() => folder[Symbol.dispose]());

const analyze = (out: string, ...more: string[]) =>
  runCommandLine('analyze', '--drive', drivePath, '--model', modelPath, '--out', out, ...more);

describe('help and usage', () => {
  test('--help tells the commands and the exit codes', async () => {
    const { code, stdout } = await runCommandLine('--help');
    expect(code).toBe(0);
    for (const word of ['inspect', 'analyze', 'export', 'serve', 'demo', 'Exit codes:', '130'])
      expect(stdout).toContain(word);
  });

  test.each([
    [['analyse'], 'unknown command'],
    [['analyze', '--model', 'm', '--out', 'o'], '--drive'],
    [['analyze', '--drive', 'd', '--model', 'm', '--out', 'o', '--frames', '9'], 'A:B'],
    [['analyze', '--drive', 'd', '--model', 'm', '--out', 'o', '--engine', 'torch'], 'onnx'],
    [['analyze', '--drive', 'd', '--model', 'm', '--out', 'o', '--device', 'abacus'], 'cuda'],
    [['analyze', '--drive', 'd', '--model', 'm', '--out', 'o', '--pooling', 'none'], 'composed'],
    [['analyze', '--drive', 'd', '--model', 'm', '--out', 'o', '--method', 'none'], 'occlusion'],
    [['serve', '--port', '99999'], '65535'],
  ])('%j is a usage error', async (args, word) => {
    const { code, stderr } = await runCommandLine(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(word);
  });
});

describe('methods', () => {
  test('are told by kin with what they mean, and as JSON', async () => {
    const { code, stdout } = await runCommandLine('methods');
    expect(code).toBe(0);
    for (const method of saliencyMethods) expect(stdout).toContain(`--method ${method}: `);
    expect(stdout).toContain(
      '--method occlusion: Occlusion (explains the steering; many passes of the network a frame)',
    );
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(140);
    expect(JSON.parse((await runCommandLine('methods', '--json')).stdout)).toEqual(methodFacts);
  });
});

describe('inspect', () => {
  test('a drive as JSON and for a person', async () => {
    const { code, stdout } = await runCommandLine('inspect', drivePath, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'drive',
      format: 'udacity-simulator',
      recordCount: 40,
      frameCount: 40,
      timeSpanSecs: 3.9,
      steering: { unit: 'normalised', min: 0 },
      problems: [],
    });
    const person = await runCommandLine('inspect', drivePath);
    expect(person.stdout).toContain('40 readable, 40 with a picture');
    expect(person.stdout).toContain('normalised, positive to the right');
  });

  test('a tub', async () => {
    const { stdout } = await runCommandLine('inspect', makeTub(at('tub')), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'drive', format: 'donkey-tub-v2', frameCount: 3 });
  });

  test('a network as JSON and for a person', async () => {
    const { code, stdout } = await runCommandLine('inspect', modelPath, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'network',
      format: 'keras-h5',
      input: { height: 8, width: 16, channels: 3 },
      outputs: [{ shape: [1] }],
      stages: [{ layer: 'blocks', height: 4, width: 8, channels: 1 }],
      preprocessing: { steps: [{ op: 'resize', width: 16, height: 8 }, { op: 'affine' }] },
      preprocessingSource: 'default',
    });
    const person = await runCommandLine('inspect', modelPath);
    expect(person.stdout).toMatch(/● +blocks +Conv2D +4 × 8 × 1 +2 × 2/);
    expect(person.stdout).toMatch(/blocks +4 × 8, mean of 1 +blocks +relu +convolution 2 × 2 \/2/);
    expect(person.stdout).toMatch(/steering +steering, in the unit of the drive \(guessed\)/);
  });

  test('what is read and fed by the file beside the network, and what is taken for granted without it', async () => {
    const path = writeTwoHeadedNetwork(at('two-headed.onnx'));
    const guessed = JSON.parse((await runCommandLine('inspect', path, '--json')).stdout) as InspectedNetwork;
    expect(guessed.steering).toMatchObject({ output: 'angle', guessed: true });
    expect(guessed.problems.map(({ code }) => code)).toEqual(['steering-guessed', 'input-fed-with-zeros']);
    const said = {
      steps: [],
      inputs: { speed: { columns: ['speed'], scale: 0.01 } },
      steering: { output: 'throttle', scale: 2, offset: -1, unit: 'rad' },
    };
    writeFileSync(`${path}.steerscope.json`, JSON.stringify(said));
    const { stdout } = await runCommandLine('inspect', path);
    rmSync(`${path}.steerscope.json`);
    expect(stdout).toMatch(/steering +throttle × 2 − 1, rad \(as the preprocessing says\)/);
    expect(stdout).toContain("speed: 1, fed with the drive's speed");
    expect(stdout).toContain('No problems.');
  });

  test('a network that no picture fits is told all the same, with the problem', async () => {
    const nine = await writeMeanNetwork(at('nine-channels.h5'), { channels: 9 });
    const { code, stdout } = await runCommandLine('inspect', nine, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      preprocessing: null,
      problems: expect.arrayContaining([expect.objectContaining({ severity: 'error', code: 'input-mismatch' })]),
    });
    expect((await runCommandLine('inspect', nine)).stdout).toContain('none can be guessed');
  });
});

describe('a mapping of the columns', () => {
  const tablePath = at('table');
  const mappingPath = at('table.json');
  beforeAll(() => {
    makeGreyDrive(tablePath, greys);
    const rows = greys.map((grey, frame) => `${greyName(frame)},${(grey * 100) / 255 - 50},${frame * 50}`);
    writeFiles(tablePath, { 'driving_log.csv': `${['was,wohin,wann', ...rows].join('\n')}\n` });
    const steering = { column: 'wohin', unit: 'normalised', centre: -50, scale: 0.01 };
    writeFileSync(mappingPath, JSON.stringify({ images: ['was'], steering, time: { column: 'wann', format: 'ms' } }));
  });

  test('inspect --columns tells what there is, as JSON too', async () => {
    const { code, stdout } = await runCommandLine('inspect', tablePath, '--columns');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^wohin +numbers +-50 to /m);
    expect(stdout).toMatch(/^mapping +guessed$/m);
    const asJson = await runCommandLine('inspect', tablePath, '--columns', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ kind: 'table', lookedAt: 'all 40 rows' });
    expect(await runCommandLine('inspect', modelPath, '--columns')).toMatchObject({ code: 1 });
  });

  test('--mapping opens the drive and is told', async () => {
    const { code, stdout } = await runCommandLine('inspect', tablePath, '--mapping', mappingPath);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^steering +0 to 0\.9/m);
    expect(stdout).toMatch(/^mapping +as given$/m);
    const analysed = await runCommandLine(
      ...['analyze', '--drive', tablePath, '--mapping', mappingPath, '--model', modelPath, '--out', at('mapped')],
    );
    expect(analysed.code).toBe(0);
    const { metrics } = JSON.parse(readFileSync(at('mapped', 'summary.json'), 'utf8')) as AnalyzeSummary;
    // Recorded, once mapped, is grey / 255, which is what the network answers.
    expect(metrics?.mae).toBeLessThan(0.01);
  });

  test.each([
    ['that is not there', at('none.json'), 'no such file'],
    ['that is none', modelPath, 'no mapping'],
  ])('a file %s is refused', async (_, file, words) => {
    const { code, stderr } = await runCommandLine('inspect', tablePath, '--mapping', file);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  test('serve needs the drive that the mapping is for', async () => {
    const { code, stderr } = await runCommandLine('serve', '--mapping', mappingPath);
    expect(code).toBe(1);
    expect(stderr).toContain('--drive');
  });
});

describe('analyze', () => {
  test.each(['onnx', 'tensorflow'])('writes predictions and a summary with %s', async (engine) => {
    const { code, stdout, stderr } = await analyze(at(`out-${engine}`), '--engine', engine);
    expect(stderr).not.toContain('rror');
    expect(code).toBe(0);
    expect(readdirSync(at(`out-${engine}`)).sort()).toEqual(['predictions.csv', 'summary.json']);
    const lines = readFileSync(at(`out-${engine}`, 'predictions.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe(
      'frame,image,time_s,recorded,predicted,error,' +
        'mask_mass,mask_entropy,mask_centroid_x,mask_centroid_y,mask_change,mask_max',
    );
    expect(lines).toHaveLength(41);
    const [frame, image, time, recorded, predicted, error] = lines[11]?.split(',') ?? [];
    expect([frame, image, time]).toEqual(['10', `IMG/${greyName(10)}`, '1']);
    expect(Number(recorded)).toBeCloseTo(60 / 255, 6);
    expect(Number(predicted)).toBeCloseTo(60 / 255, 2);
    expect(Number(error)).toBeCloseTo(Number(predicted) - Number(recorded), 5);
    const summary = JSON.parse(readFileSync(at(`out-${engine}`, 'summary.json'), 'utf8')) as AnalyzeSummary;
    expect(summary.frames).toEqual({ from: 0, to: 40, count: 40, predicted: 40, deleted: 0 });
    expect(summary.engine.name).toBe(engine);
    expect(summary.metrics?.count).toBe(40);
    expect(summary.metrics?.mae).toBeLessThan(0.01);
    expect(summary.metrics?.pearsonR).toBeGreaterThan(0.999);
    expect(summary.framesPerSec).toBeGreaterThan(0);
    expect(summary.problems).toEqual([]);
    expect(stdout).toContain('40 of 40 predicted');
  });

  test('--what-if: predictions of edited pictures beside those as recorded', async () => {
    writeFiles(folder.path, { 'edits.json': '[{"op": "brightness", "by": 51}]', 'no-edits.json': '[{"op": "melt"}]' });
    const { code, stdout } = await analyze(at('what-if'), '--frames', '5:8', '--what-if', at('edits.json'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^what if +brightness \+51$/m);
    const [header = '', first = ''] = readFileSync(at('what-if', 'predictions.csv'), 'utf8').split('\n');
    expect(header).toContain(',error,predicted_as_recorded,mask_mass');
    const [, , , , predicted, , asRecorded] = first.split(',').map(Number);
    expect(asRecorded).toBeCloseTo(30 / 255, 2);
    expect(predicted).toBeCloseTo(81 / 255, 2);
    const { whatIf } = JSON.parse(readFileSync(at('what-if', 'summary.json'), 'utf8')) as AnalyzeSummary;
    expect(whatIf?.difference).toMatchObject({ count: 3, meanAbsolute: expect.closeTo(0.2, 2) });
    const refused = await analyze(at('none'), '--what-if', at('no-edits.json'));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("'brightness'")]);
  });

  test('--frames, --masks and --layers', async () => {
    const { code } = await analyze(at('maps'), '--frames', '5:8', '--masks', '--layers');
    expect(code).toBe(0);
    expect(readdirSync(at('maps')).sort()).toEqual([
      'averaged-blocks.npy',
      'intermediate-blocks.npy',
      'masks.npy',
      'predictions.csv',
      'summary.json',
    ]);
    expect(readNpy(at('maps', 'masks.npy')).shape).toEqual([3, 8, 16]);
    const averaged = readNpy(at('maps', 'averaged-blocks.npy'));
    expect(averaged.shape).toEqual([3, 4, 8]);
    // Frame 6 has one grey level, so each block's average is that level.
    expect(averaged.values[32]).toBeCloseTo(36 / 255, 2);
    expect(readNpy(at('maps', 'intermediate-blocks.npy')).shape).toEqual([3, 4, 8]);
    expect(readFileSync(at('maps', 'predictions.csv'), 'utf8').split('\n')[1]).toMatch(/^5,/);
  });

  test('--method makes the masks, and the figures of them', async () => {
    makeGreyDrive(at('halves'), [0]);
    writeFiles(at('halves', 'IMG'), { [greyName(0)]: greyJpeg(255, 0) });
    const out = at('occluded');
    const command = ['analyze', '--drive', at('halves'), '--model', modelPath, '--out', out, '--method', 'occlusion'];
    expect((await runCommandLine(...command, '--masks')).code).toBe(0);
    // Covering either half changes the mean alike, where VisualBackProp sees the bright one only.
    const { values } = readNpy(join(out, 'masks.npy'));
    expect([values[0], values[15]]).toEqual([expect.closeTo(1, 1), expect.closeTo(1, 1)]);
    const [header, line] = readFileSync(join(out, 'predictions.csv'), 'utf8').split('\n');
    const centroid = header?.split(',').indexOf('mask_centroid_x') ?? -1;
    expect(Number(line?.split(',')[centroid])).toBeCloseTo(0.5, 1);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as AnalyzeSummary;
    expect(summary.method).toBe('occlusion');
  });

  test('several heads and inputs: which is which by the preprocessing, the others as columns', async () => {
    const path = writeTwoHeadedNetwork(at('heads.onnx'));
    const steps = [{ op: 'affine', scale: 1 / 255 }];
    writeFileSync(at('heads.json'), JSON.stringify({ steps, inputs: { speed: { columns: ['speed'], scale: 0.01 } } }));
    const flags = ['--preprocessing', at('heads.json'), '--device', 'cpu', '--pooling', 'composed', '--frames', '5:7'];
    const command = ['analyze', '--drive', drivePath, '--model', path, '--out', at('heads'), ...flags];
    expect((await runCommandLine(...command)).code).toBe(0);
    const [header, first] = readFileSync(at('heads', 'predictions.csv'), 'utf8').split('\n');
    expect(header).toMatch(/^frame,image,time_s,recorded,predicted,error,throttle,mask_mass,/);
    const [, , , recorded, predicted, error, throttle] = first?.split(',').map(Number) ?? [];
    // The drive goes 30 throughout; half of 30 / 100 is the throttle.
    expect([predicted, throttle]).toEqual([expect.closeTo(30 / 255 + 0.3, 2), expect.closeTo(0.15, 6)]);
    expect(error).toBeCloseTo((predicted ?? Number.NaN) - (recorded ?? Number.NaN), 5);
    const summary = JSON.parse(readFileSync(at('heads', 'summary.json'), 'utf8')) as AnalyzeSummary;
    expect(summary).toMatchObject({
      engine: { name: 'onnx', deviceKind: 'cpu' },
      pooling: 'composed',
      steering: { output: 'angle', predictedUnit: 'normalised', guessed: true },
    });
  });

  test('--preprocessing from a file', async () => {
    writeFileSync(at('inverse.json'), JSON.stringify({ steps: [{ op: 'affine', scale: -1 / 255, offset: 1 }] }));
    const { code } = await analyze(at('inverse'), '--preprocessing', at('inverse.json'), '--frames', '0:1');
    expect(code).toBe(0);
    expect(Number(readFileSync(at('inverse', 'predictions.csv'), 'utf8').split('\n')[1]?.split(',')[4])).toBeCloseTo(
      1,
      2,
    );
  });

  test('a frame that does not decode is a problem, and the exit code says that frames are missing', async () => {
    makeGreyDrive(at('torn'), [10, 20, 30]);
    writeFiles(at('torn', 'IMG'), { [greyName(1)]: greyJpeg(20).subarray(0, 80) });
    const out = at('torn-out');
    const { code, stdout } = await runCommandLine(
      'analyze',
      '--drive',
      at('torn'),
      '--model',
      modelPath,
      '--out',
      out,
      '--masks',
    );
    expect(code).toBe(3);
    expect(stdout).toContain('image-not-decodable');
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as AnalyzeSummary;
    expect(summary.frames).toMatchObject({ count: 3, predicted: 2 });
    expect(summary.problems).toMatchObject([{ code: 'image-not-decodable', frame: 1 }]);
    expect(readFileSync(join(out, 'predictions.csv'), 'utf8').split('\n')[2]).toMatch(/,$/);
    expect(readNpy(join(out, 'masks.npy')).values[8 * 16]).toBeNaN();
  });
});

describe('checkpoints', () => {
  const run = at('training');
  /** Left and right half are another grey, so that there is something salient. */
  const [left, right] = [200, 40];
  beforeAll(async () => {
    makeGreyDrive(at('halved'), [left, left]);
    for (const frame of [0, 1]) writeFiles(at('halved', 'IMG'), { [greyName(frame)]: greyJpeg(left, right) });
    mkdirSync(run);
    await writeMeanNetwork(join(run, 'epoch-2.h5'), { gain: 0.5 });
    writeFileSync(join(run, 'epoch-9.h5'), readFileSync(join(run, 'epoch-2.h5')).subarray(0, 2000));
    await writeMeanNetwork(join(run, 'epoch-10.h5'));
  });
  const checkpoints = (...more: string[]) =>
    runCommandLine('checkpoints', '--drive', at('halved'), '--models', run, ...more);

  test('in natural order with error and masks; a damaged one is told and skipped', async () => {
    const [sheet, csv] = [at('masks.png'), at('training.csv')];
    const { code, stdout } = await checkpoints('--json', '--count', '1', '--sheet', sheet, '--csv', csv);
    expect(code).toBe(3);
    const found = JSON.parse(stdout) as Checkpoints;
    expect(found).toMatchObject({ frames: [1], comparedWith: 'epoch-10.h5' });
    expect(found.checkpoints.map(({ name }) => name)).toEqual(['epoch-2.h5', 'epoch-9.h5', 'epoch-10.h5']);
    const [first, damaged, last] = found.checkpoints;
    // Recorded is the left half's grey, answered the mean of both, times the gain.
    const [mean, recorded] = [(left + right) / 2 / 255, left / 255];
    expect(first?.found?.metrics?.mae).toBeCloseTo(recorded - mean / 2, 2);
    expect(last?.found?.metrics?.mae).toBeCloseTo(recorded - mean, 2);
    expect(damaged).toMatchObject({ found: null, error: { code: 'not-readable' } });
    // The gain lies behind the convolution.
    expect(first?.found?.agreement).toMatchObject({ spearmanR: expect.closeTo(1, 6), topIou: 1 });
    expect(readFileSync(sheet).subarray(1, 4).toString()).toBe('PNG');
    const lines = readFileSync(csv, 'utf8').trimEnd().split('\n');
    expect(lines[0]).toMatch(/^checkpoint,path,written,frames,predicted,mae,rmse,/);
    expect(lines.map((line) => line.split(',')[0])).toEqual(['checkpoint', 'epoch-2.h5', 'epoch-9.h5', 'epoch-10.h5']);
    expect(readdirSync(folder.path).filter((name) => name.includes('.partial'))).toEqual([]);
  });

  test('for a person', async () => {
    const { stdout, stderr } = await checkpoints('--frames', '0');
    expect(stdout).toMatch(/^epoch-9.h5 .*skipped$/m);
    expect(stdout).toMatch(/^ {2}epoch-9.h5: .*damaged/m);
    expect(stdout).toContain('smallest MAE: epoch-10.h5');
    expect(stderr).toContain('of 6 frames');
  });

  test.each([
    [['--frames', '2'], 1, 'no frame 2'],
    [['--frames', '0', '--count', '2'], 2, 'not both'],
    [['--count', '0'], 2, 'from 1 to 60'],
    [['--sheet', at('masks.jpg')], 1, '.png'],
    [['--models', at('halved')], 1, 'no network in this folder'],
  ])('%j is refused', async (flags, code, words) => {
    const refused = await checkpoints(...flags);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(words)]);
  });

  test('none that can be used is refused', async () => {
    const damaged = join(run, 'epoch-9.h5');
    const refused = await runCommandLine('checkpoints', '--drive', at('halved'), '--models', damaged);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('damaged')]);
  });
});

describe('export', () => {
  const exports = (drive: string, model: string, out: string) =>
    runCommandLine('export', '--drive', drive, '--model', model, '--out', out);

  test('frames without a picture are in the clip, in the problems and in the exit code', async () => {
    makeGreyDrive(at('torn-clip'), [10, 20, 30]);
    writeFiles(at('torn-clip', 'IMG'), { [greyName(1)]: greyJpeg(20).subarray(0, 80) });
    const { code, stdout } = await exports(at('torn-clip'), modelPath, at('torn.mp4'));
    expect(code).toBe(3);
    expect(stdout).toContain('image-not-decodable');
    expect(stdout).toContain('3 frames');
    expect(existsSync(at('torn.mp4'))).toBe(true);
  });

  test('no clip of nothing: no picture that decodes, or no number for an answer', async () => {
    writeFiles(makeImageFolder(at('rotten-clip'), 2), { 'frame_1.jpg': 'no picture', 'frame_2.jpg': 'nor this' });
    const rotten = await exports(at('rotten-clip'), modelPath, at('rotten.mp4'));
    expect(rotten.code).toBe(1);
    expect(rotten.stderr).toContain('frame_1.jpg');
    const nan = await writeMeanNetwork(at('nan-clip.h5'), { gain: Number.NaN });
    const broken = await exports(drivePath, nan, at('nan.mp4'));
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('not finite');
    expect(readdirSync(folder.path).filter((name) => /rotten\.|nan\.mp4|partial/.test(name))).toEqual([]);
  });
});

test('records marked as deleted are counted in the summary', async () => {
  makeTub(at('tub-deleted'), { deleted: [1] });
  const out = at('tub-out');
  const { stdout } = await runCommandLine('analyze', '--drive', at('tub-deleted'), '--model', modelPath, '--out', out);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as AnalyzeSummary;
  expect(summary.frames).toMatchObject({ count: 3, deleted: 1 });
  expect(stdout).toContain('1 marked as deleted');
});

test('a run leaves nothing in the home folder: no library reports to anybody', async () => {
  mkdirSync(at('home'));
  const args = ['analyze', '--drive', drivePath, '--model', modelPath, '--out', at('home-out'), '--engine', 'onnx'];
  const home = { HOME: at('home'), USERPROFILE: at('home'), LOCALAPPDATA: at('home'), XDG_CACHE_HOME: '' };
  const { code } = await startCommandLine(args, home).ended;
  expect(code).toBe(0);
  expect(readdirSync(at('home'))).toEqual([]);
});

test('a reader of the output that goes away is no failure', async () => {
  const { child, ended } = startCommandLine(['inspect', drivePath, '--json']);
  child.stdout?.destroy();
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([0, '']);
});

describe('bad input: one clear sentence, an exit code, nothing half-written', () => {
  const refused = async (args: readonly string[], out: string, ...words: readonly string[]): Promise<void> => {
    const { code, stderr, stdout } = await runCommandLine('analyze', ...args, '--out', out);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(out)).toBe(false);
  };

  test.runIf(process.platform === 'linux')(
    'serve keeps few heaps and little garbage, under the id it was started by',
    async () => {
      const { child, ended } = startCommandLine(['serve', '--drive', drivePath], { MALLOC_ARENA_MAX: undefined });
      await once(child.stdout!, 'data');
      expect(readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0')).toContain('MALLOC_ARENA_MAX=2');
      expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').split('\0')).toContain('--max-semi-space-size=2');
      child.kill('SIGINT');
      expect((await ended).stdout).toContain('Steerscope is open at');
    },
  );

  test('serve refuses a path that is not there before it serves', async () => {
    const { code, stderr, stdout } = await runCommandLine('serve', '--drive', at('none'));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(at('none'));
  });

  test('a missing folder', () => refused(['--drive', at('none'), '--model', modelPath], at('o1'), at('none')));

  test('an empty log', async () => {
    writeFiles(at('empty'), { 'driving_log.csv': `${udacityHeader}\n` });
    await refused(['--drive', at('empty'), '--model', modelPath], at('o2'), at('empty'));
  });

  test('a log with no picture found', async () => {
    writeFiles(at('bare'), { 'driving_log.csv': `${udacityHeader}\nIMG/a.jpg,IMG/b.jpg,IMG/c.jpg,0,0,0,0\n` });
    await refused(['--drive', at('bare'), '--model', modelPath], at('o3'), at('bare'));
  });

  test('a drive of which no picture decodes', async () => {
    writeFiles(makeImageFolder(at('rotten'), 2), { 'frame_1.jpg': 'no picture', 'frame_2.jpg': 'nor this' });
    await refused(['--drive', at('rotten'), '--model', modelPath], at('o4'), 'frame_1.jpg');
  });

  test.each([
    ['text', 'I am no network'],
    ['hdf5', Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])],
    ['pickle', Buffer.from([0x80, 0x02, 0x8a, 0x0a])],
  ])('a file that is no network: %s', async (name, content) => {
    writeFiles(folder.path, { [`${name}.h5`]: content });
    await refused(['--drive', drivePath, '--model', at(`${name}.h5`)], at('o5'), at(`${name}.h5`));
  });

  test('a network whose input does not fit pictures', async () => {
    const nine = await writeMeanNetwork(at('nine.h5'), { channels: 9 });
    await refused(['--drive', drivePath, '--model', nine], at('o6'), '9');
  });

  test('preprocessing that does not fit the frames', async () => {
    const steps = [
      { op: 'crop', top: 50 },
      { op: 'resize', width: 16, height: 8, method: 'cv2-linear' },
    ];
    writeFileSync(at('crop.json'), JSON.stringify({ steps }));
    await refused(
      ['--drive', drivePath, '--model', modelPath, '--preprocessing', at('crop.json')],
      at('o7'),
      '50 rows',
    );
    writeFileSync(at('odd.json'), '{"steps": [{"op": "rotate"}]}');
    await refused(
      ['--drive', drivePath, '--model', modelPath, '--preprocessing', at('odd.json')],
      at('o7'),
      'odd.json',
    );
  });

  test('answers that are all not finite', async () => {
    const nan = await writeMeanNetwork(at('nan.h5'), { gain: Number.NaN });
    await refused(['--drive', drivePath, '--model', nan], at('o8'), 'not finite', nan);
  });

  test('frames beyond the drive', () =>
    refused(['--drive', drivePath, '--model', modelPath, '--frames', '40:50'], at('o9'), '40 frames'));

  test('a place that cannot be written to', async () => {
    writeFileSync(at('file'), '');
    const { code, stderr } = await analyze(at('file', 'out'));
    expect(code).toBe(1);
    expect(stderr).toContain(at('file', 'out'));
  });

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write', async () => {
    mkdirSync(at('locked'), { mode: 0o555 });
    const { code, stderr } = await analyze(at('locked'));
    chmodSync(at('locked'), 0o755);
    expect(code).toBe(1);
    expect(stderr).toContain(at('locked'));
  });

  test.skipIf(!existsSync('/sys/kernel'))('a read-only disk', async () => {
    for (const out of ['/sys/kernel', '/sys/kernel/new/folder']) {
      const { code, stderr } = await analyze(out);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^(Writing is not allowed|This folder cannot be made): \/sys\/kernel/);
      expect(stderr).not.toContain('Analysing');
    }
  });
});

describe('ended from outside', () => {
  beforeAll(() => {
    makeGreyDrive(
      at('long'),
      Array.from({ length: 3000 }, (_, frame) => frame % 256),
    );
  });
  const hasPartial = (path: string): boolean =>
    existsSync(path) && readdirSync(path).some((name) => name.includes('.partial'));

  test.each([
    ['SIGINT', 'tensorflow'],
    ['SIGINT', 'onnx'],
    // The terminal is closed, or its SSH connection breaks.
    ['SIGHUP', 'onnx'],
  ] as const)('analyze, %s with %s: 130, and nothing is left', async (signal, engine) => {
    const out = at(`cancelled-${signal}-${engine}`);
    const { child, ended } = startCommandLine([
      'analyze',
      ...['--drive', at('long'), '--model', modelPath, '--out', out, '--masks', '--engine', engine],
    ]);
    await untilTrue(() => hasPartial(out));
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Cancelled');
    expect(existsSync(out)).toBe(false);
  });

  test('export: 130, and nothing is left', async () => {
    mkdirSync(at('clips'));
    const out = at('clips', 'long.mp4');
    const { child, ended } = startCommandLine([
      'export',
      ...['--drive', at('long'), '--model', modelPath, '--out', out],
    ]);
    await untilTrue(() => hasPartial(at('clips')));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(readdirSync(at('clips'))).toEqual([]);
  });

  test('checkpoints: 130, and nothing is left', async () => {
    mkdirSync(at('sheets'));
    const { child, ended } = startCommandLine([
      'checkpoints',
      ...['--drive', at('long'), '--models', modelPath, modelPath, '--sheet', at('sheets', 'masks.png')],
    ]);
    await untilTrue(() => hasPartial(at('sheets')));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(readdirSync(at('sheets'))).toEqual([]);
  });
});

async function untilTrue(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}
