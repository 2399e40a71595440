import { stat } from 'node:fs/promises';
import { DamagedContainer } from './damaged-container.ts';
import { FileRanges } from './file-ranges.ts';
import { noteRead } from './file-stamps.ts';
import { knownDefinition } from './known-ros2-types.ts';
import type { IndexOptions } from './mcap-index.ts';
import { viewOf } from './mcap-records.ts';
import { IndexBuilder, type RecordingIndex } from './recording.ts';
import { SqliteBag } from './sqlite-bag.ts';

const rowsPerTurn = 4096;
const maxTopics = 4096;
const maxDefinitionCharacters = 200_000;

/**
 * Where the messages of a ROS 2 bag in SQLite lie: their `offset` is the number of their row. Rows are walked in the order of
 * these numbers, so that their data, on pages of its own, is not read.
 * @throws DamagedContainer when it holds no messages that can be found.
 */
export async function indexSqliteBag(path: string, { signal }: IndexOptions = {}): Promise<RecordingIndex> {
  const builder = new IndexBuilder();
  const bag = await SqliteBag.open(path);
  try {
    if (!bag.has('topics') || !bag.has('messages'))
      throw new DamagedContainer('the database has no tables “topics” and “messages”');
    readTopics(bag, builder);
    await readMessages(bag, builder, signal);
  } finally {
    await bag.close();
  }
  await reportCut(path, builder);
  return builder.finish();
}

function readTopics(bag: SqliteBag, builder: IndexBuilder): void {
  const definitions = new Map<string, string>();
  // Written by ROS 2 from Iron on.
  if (bag.has('message_definitions'))
    for (const { type, definition } of bag.rows(
      `SELECT topic_type AS type, encoded_message_definition AS definition FROM message_definitions WHERE encoding = 'ros2msg' LIMIT ${maxTopics}`,
    ))
      if (typeof type === 'string' && typeof definition === 'string' && definition.length <= maxDefinitionCharacters)
        definitions.set(type, definition);
  for (const { id, topic, type, encoding } of bag.rows(
    `SELECT id, name AS topic, type, serialization_format AS encoding FROM topics LIMIT ${maxTopics}`,
  )) {
    if (typeof id !== 'number' || typeof topic !== 'string' || typeof type !== 'string') continue;
    const definition = definitions.get(type) ?? knownDefinition(type) ?? '';
    builder.channels.set(id, {
      id,
      topic,
      type,
      encoding: typeof encoding === 'string' ? encoding : '',
      schemaEncoding: 'ros2msg',
      schema: new TextEncoder().encode(definition),
    });
  }
}

async function readMessages(bag: SqliteBag, builder: IndexBuilder, signal: AbortSignal | undefined): Promise<void> {
  const sql =
    'SELECT rowid AS row, topic_id AS topic, timestamp / 1000000 AS millis, timestamp % 1000000 AS nanos ' +
    'FROM messages NOT INDEXED ORDER BY rowid';
  let last = Number.NEGATIVE_INFINITY;
  let count = 0;
  try {
    for (const { row, topic, millis, nanos } of bag.rows(sql)) {
      // Pages can be made to lead round in circles.
      if (typeof row !== 'number' || row <= last) throw new DamagedContainer('its rows are not in order');
      last = row;
      count += 1;
      if (count % rowsPerTurn === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      }
      if (typeof topic !== 'number' || typeof millis !== 'number' || typeof nanos !== 'number') continue;
      if (builder.channels.has(topic)) builder.addMessage(topic, millis + nanos / 1e6, -1, row);
    }
  } catch (thrown) {
    if (!(thrown instanceof DamagedContainer)) throw thrown;
    builder.report(
      'messages-lost',
      `The database is damaged and its messages from here on are lost: ${thrown.message}.`,
      count === 0 ? 'its first message' : `behind message ${last}`,
    );
  }
}

/** What a killed recorder or an interrupted copy leaves: messages in a file beside the bag, or fewer pages than it says. */
async function reportCut(path: string, builder: IndexBuilder): Promise<void> {
  for (const suffix of ['-wal', '-journal']) {
    noteRead(path + suffix);
    const size = await stat(path + suffix).then(
      (found) => found.size,
      () => 0,
    );
    if (size > 0)
      builder.report(
        'cut-short',
        'The recorder was cut off before it wrote its last messages into the bag: they lie in a file beside it and are not read. On a copy of both files, sqlite3 FILE "PRAGMA wal_checkpoint" brings them in.',
        suffix,
      );
  }
  const file = await FileRanges.open(path);
  try {
    const head = viewOf(await file.readUpTo(0, 32));
    const claimed = pageBytes(head.getUint16(16)) * head.getUint32(28);
    if (file.size < claimed)
      builder.report('cut-short', `The bag should have ${claimed} bytes and has ${file.size}; the rest is lost.`, null);
  } finally {
    await file.close();
  }
}

/** 1 stands for 65536 (https://sqlite.org/fileformat2.html, 1.3.2). */
const pageBytes = (written: number): number => (written === 1 ? 65_536 : written);
