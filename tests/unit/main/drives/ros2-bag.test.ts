import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownDefinition } from '../../../../main/containers/known-ros2-types.ts';
import { parse } from '../../../../main/containers/ros-definitions.ts';
import { openDrive } from '../../../../main/drives/registry.ts';
import { readPicture } from '../../../../main/frames/read-frame.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { driveMessages, readBarcode, rosMessage, startMs } from '../../../support/make-recording.ts';
import { writeSqliteBag } from '../../../support/make-ros2-bag.ts';

test.each([
  ['without definitions of its types', {}],
  ['with them', { hasDefinitions: true }],
  ['packed message by message', { isPacked: true }],
])('a bag %s gives steering and pictures', async (_, options) => {
  using folder = temporaryFolder();
  // Rows in another order than time, as two threads of a recorder write them.
  const messages = driveMessages(2, 8).sort((one, other) => (one.topic < other.topic ? 1 : -1));
  const drive = await openDrive(await writeSqliteBag(join(folder.path, 'drive.db3'), messages, options));
  expect(drive.info).toMatchObject({ format: 'ros2-bag', frameCount: 8, timeSpanSecs: 0.35 });
  expect([...drive.columns.steering!]).toEqual(Array.from({ length: 8 }, (_, frame) => Math.fround(frame / 10)));
  expect(drive.info.problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  for (const frame of [7, 0, 3])
    expect(readBarcode(await readPicture(drive.locateFrame(frame, drive.info.cameras[0]!)!))).toBe(frame);
  expect(readdirSync(folder.path)).toEqual(['drive.db3']);
});

test('parts of one recording are one drive, and a type that nobody defines is told', async () => {
  using folder = temporaryFolder();
  const messages = driveMessages(2, 10);
  const unknown = { ...rosMessage(2, '/own', 'std_msgs/Float32', startMs, { data: 1 }), type: 'my_car/msg/Servo' };
  await writeSqliteBag(join(folder.path, 'drive_0.db3'), [...messages.slice(0, 12), unknown]);
  await writeSqliteBag(join(folder.path, 'drive_1.db3'), messages.slice(12));
  const { info } = await openDrive(folder.path);
  expect(info.frameCount).toBe(10);
  expect(info.problems.find(({ code }) => code === 'topics-not-read')?.message).toContain(
    '/own (the recording does not define its type my_car/msg/Servo)',
  );
});

test('messages that were left beside the bag are told, and the bag is not touched', async () => {
  using folder = temporaryFolder();
  const path = await writeSqliteBag(join(folder.path, 'drive.db3'), driveMessages(2, 3));
  writeFileSync(`${path}-wal`, 'not empty');
  const { info } = await openDrive(path);
  expect(info.frameCount).toBe(3);
  expect(info.problems).toContainEqual(
    expect.objectContaining({ code: 'cut-short', severity: 'error', place: 'drive.db3 -wal' }),
  );
  expect(readdirSync(folder.path).sort()).toEqual(['drive.db3', 'drive.db3-wal']);
});

test('a bag that was written with a write-ahead log, in a folder with a strange name, leaves nothing beside it', async () => {
  using folder = temporaryFolder();
  const inside = join(folder.path, 'Fahrt 100% ?#ü');
  mkdirSync(inside);
  await writeSqliteBag(join(inside, 'drive.db3'), driveMessages(2, 3), { spoil: 'PRAGMA journal_mode = WAL' });
  const drive = await openDrive(inside);
  expect(readBarcode(await readPicture(drive.locateFrame(2, drive.info.cameras[0]!)!))).toBe(2);
  expect(readdirSync(inside)).toEqual(['drive.db3']);
});

test('a bag of which the end is missing says so', async () => {
  using folder = temporaryFolder();
  const path = await writeSqliteBag(join(folder.path, 'drive.db3'), driveMessages(2, 40));
  truncateSync(path, 4096 * 6);
  const { info } = await openDrive(path);
  expect(info.frameCount).toBeGreaterThan(0);
  expect(info.problems.map(({ code }) => code)).toContain('cut-short');
});

const endless =
  'WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a) SELECT x AS id, 1, x, zeroblob(1) FROM a';
test.each([
  ['messages are a view', `ALTER TABLE messages RENAME TO old; CREATE VIEW messages AS ${endless}`],
  [
    'messages are a virtual table',
    'DROP TABLE messages; CREATE VIRTUAL TABLE messages USING fts5(topic_id, timestamp, data)',
  ],
  ['topics are a view', `ALTER TABLE topics RENAME TO old; CREATE VIEW topics AS SELECT * FROM old`],
  [
    'a column is computed by a function',
    "DROP TABLE messages; CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp AS (length(zeroblob(100000000))), data BLOB); INSERT INTO messages(topic_id, data) VALUES (1, x'00')",
  ],
  ['there are no tables', 'DROP TABLE messages; DROP TABLE topics'],
])('%s: refused at once', async (_, spoil) => {
  using folder = temporaryFolder();
  const path = await writeSqliteBag(join(folder.path, 'drive.db3'), driveMessages(2, 3), { spoil });
  const started = performance.now();
  await expect(openDrive(path)).rejects.toMatchObject({ code: 'empty-drive' });
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a bag that is packed as a whole is refused with the command', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'drive_0.db3.zstd'), Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0));
  await expect(openDrive(folder.path)).rejects.toMatchObject({
    code: 'not-readable',
    nextStep: expect.stringContaining('zstd -d'),
  });
});

test('known definitions define all that they use, in the order of their bytes', () => {
  const definitions = parse(knownDefinition('geometry_msgs/msg/TwistStamped')!, 'cdr');
  expect(definitions.map(({ name, definitions: fields }) => [name, fields.map((field) => field.name)])).toEqual([
    [undefined, ['header', 'twist']],
    ['std_msgs/Header', ['stamp', 'frame_id']],
    ['geometry_msgs/Twist', ['linear', 'angular']],
    ['builtin_interfaces/Time', ['sec', 'nanosec']],
    ['geometry_msgs/Vector3', ['x', 'y', 'z']],
  ]);
  expect(knownDefinition('my_car/msg/Servo')).toBeNull();
  expect(knownDefinition('__proto__')).toBeNull();
});
