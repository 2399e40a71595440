import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { noteRead } from '../containers/file-stamps.ts';
import type { ParquetNumbers } from '../containers/parquet-columns.ts';
import { elementOf, type Episode } from './lerobot-episodes.ts';
import type { LerobotNumber } from './lerobot-meta.ts';
import type { VideoPictures } from './picture-table.ts';

/** The rows of all files. */
export class LerobotRows {
  readonly #numbers: readonly LerobotNumber[];
  readonly #periodMs: number;
  readonly timeMs: number[] = [];
  /** Seconds since the episode began. */
  readonly secs: number[] = [];
  readonly frame: number[] = [];
  readonly episode: number[] = [];
  readonly values: readonly number[][];
  #startMs = 0;

  constructor(numbers: readonly LerobotNumber[], periodMs: number) {
    this.#numbers = numbers;
    this.#periodMs = periodMs;
    this.values = numbers.map(() => []);
  }

  get count(): number {
    return this.timeMs.length;
  }

  add({ rowCount, columns }: ParquetNumbers): void {
    for (let row = 0; row < rowCount; row += 1) {
      const at = (name: string): number => elementOf(columns.get(name), row, 0);
      const episode = at('episode_index');
      const frame = at('frame_index');
      const known = at('timestamp');
      const secs = Number.isNaN(known) ? (frame * this.#periodMs) / 1000 : known;
      if (this.count > 0 && episode !== this.episode.at(-1)) this.#startMs = this.timeMs.at(-1)! + this.#periodMs;
      this.episode.push(episode);
      this.frame.push(frame);
      this.secs.push(secs);
      this.timeMs.push(this.#startMs + secs * 1000);
      for (const [index, { feature, element }] of this.#numbers.entries())
        this.values[index]!.push(elementOf(columns.get(feature), row, element));
    }
  }
}

const maxFrame = 2 ** 31 - 1;

/** Videos are written at one frame rate, so that a time is a frame. */
export class LerobotVideos {
  readonly #episodes: ReadonlyMap<number, Episode>;
  readonly #fps: number;
  readonly #present = new Map<string, boolean>();

  constructor(episodes: ReadonlyMap<number, Episode>, fps: number) {
    this.#episodes = episodes;
    this.#fps = fps;
  }

  async has(rows: LerobotRows, row: number, camera: string): Promise<boolean> {
    const path = this.#episodes.get(rows.episode[row]!)?.videos.get(camera)?.path;
    if (!path) return false;
    let present = this.#present.get(path);
    if (present === undefined) {
      // Where a video that is missing would come.
      noteRead(dirname(path));
      present = await stat(path).then(
        (found) => found.isFile() && found.size > 0,
        () => false,
      );
      this.#present.set(path, present);
    }
    return present;
  }

  /** Where the pictures of a camera lie for the given rows, all of which `has` was asked for. */
  pictures(rows: LerobotRows, wanted: readonly number[], camera: string): VideoPictures {
    const paths = new Map<string, number>();
    const fileOf = new Int32Array(wanted.length).fill(-1);
    const frame = new Int32Array(wanted.length);
    for (const [index, row] of wanted.entries()) {
      const video = this.#episodes.get(rows.episode[row]!)?.videos.get(camera);
      if (!video?.path || this.#present.get(video.path) !== true) continue;
      const number = Math.round((video.startSecs + rows.secs[row]!) * this.#fps);
      if (!(number >= 0 && number <= maxFrame)) continue;
      if (!paths.has(video.path)) paths.set(video.path, paths.size);
      fileOf[index] = paths.get(video.path)!;
      frame[index] = number;
    }
    return { kind: 'video-frames', paths: [...paths.keys()], fileOf, frame, keyFrame: null };
  }
}
