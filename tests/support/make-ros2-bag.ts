import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { default as zstd } from '@foxglove/wasm-zstd';
import { driveMessages, type TestMessage } from './make-recording.ts';

export interface SqliteBagOptions {
  /** Bags of ROS 2 before Iron have none. @default false */
  readonly hasDefinitions?: boolean;
  /** Pack each message by itself, as `ros2 bag record --compression-mode message` does. @default false */
  readonly isPacked?: boolean;
  /** SQL run at the end, to spoil the bag. */
  readonly spoil?: string;
}

/** A ROS 2 bag as rosbag2_storage_sqlite3 writes it: version 3 of its tables, or 4 with definitions. */
export async function writeSqliteBag(
  path: string,
  messages: readonly TestMessage[],
  { hasDefinitions = false, isPacked = false, spoil = '' }: SqliteBagOptions = {},
): Promise<string> {
  await zstd.isLoaded;
  rmSync(path, { force: true });
  const database = new DatabaseSync(path, { defensive: false });
  database.exec(`
    PRAGMA journal_mode = MEMORY;
    CREATE TABLE schema(schema_version INTEGER PRIMARY KEY, ros_distro TEXT NOT NULL);
    CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, serialization_format TEXT NOT NULL, offered_qos_profiles TEXT NOT NULL);
    CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE INDEX timestamp_idx ON messages (timestamp ASC);
    BEGIN`);
  if (hasDefinitions)
    database.exec(
      'CREATE TABLE message_definitions(id INTEGER PRIMARY KEY, topic_type TEXT NOT NULL, encoding TEXT NOT NULL, encoded_message_definition TEXT NOT NULL, type_description_hash TEXT NOT NULL)',
    );
  const addTopic = database.prepare("INSERT INTO topics VALUES (?, ?, ?, ?, '')");
  const addMessage = database.prepare('INSERT INTO messages(topic_id, timestamp, data) VALUES (?, ?, ?)');
  const topics: string[] = [];
  for (const { topic, type, encoding, schema, timeMs, data } of messages) {
    if (!topics.includes(topic)) {
      topics.push(topic);
      addTopic.run(topics.length, topic, type, encoding);
      if (hasDefinitions)
        database
          .prepare("INSERT INTO message_definitions VALUES (?, ?, 'ros2msg', ?, '')")
          .run(topics.length, type, typeof schema === 'string' ? schema : '');
    }
    const nanos = BigInt(Math.round(timeMs * 1000)) * 1000n;
    const stored = isPacked ? new Uint8Array(zstd.compress(data, 3)) : data;
    addMessage.run(topics.indexOf(topic) + 1, nanos, stored);
  }
  database.exec('COMMIT');
  database.exec(spoil);
  database.close();
  return path;
}

export async function makeSqliteBagDrive(folder: string): Promise<string> {
  await writeSqliteBag(join(folder, 'drive_0.db3'), driveMessages(2, 3));
  return folder;
}
