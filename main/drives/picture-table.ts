import { join } from 'node:path';
import type { FrameLocation, MessagePictureLocation, MessageStretch } from '../../shared/drive.ts';
import { textAt, type Texts } from '../../shared/texts.ts';

/*
 * Where the pictures of one camera lie, frame by frame, as plain data: it goes from thread to thread and into a file as it
 * is. A frame whose index into the files is -1 has no picture.
 */

/** Files that are one picture each. */
export interface FilePictures {
  readonly kind: 'image-files';
  /** Absolute. */
  readonly folders: readonly string[];
  readonly folderOf: Int32Array;
  readonly names: Texts;
}

/** Frames of videos. */
export interface VideoPictures {
  readonly kind: 'video-frames';
  /** Absolute. */
  readonly paths: readonly string[];
  readonly fileOf: Int32Array;
  /** In the order in which the frames of that file are shown, from 0. */
  readonly frame: Int32Array;
  /** The frame that decoding starts at, of each; null where unknown. */
  readonly keyFrame: Int32Array | null;
}

/** Messages of recordings. */
export interface MessagePictures {
  readonly kind: 'messages';
  /** The channels of a topic, each of one file. */
  readonly channels: readonly MessageChannel[];
  readonly channelOf: Int32Array;
  /** Of the file; -1 for a message that lies in the file by itself. */
  readonly chunk: Int32Array;
  /** Of the message's record in its chunk when unpacked, or in the file. */
  readonly offset: Float64Array;
}

export interface MessageChannel extends Pick<MessagePictureLocation, 'path' | 'container' | 'message' | 'encoding'> {
  /** Of the file; channels of one file share them. */
  readonly chunks: readonly NonNullable<MessagePictureLocation['chunk']>[];
}

/** Pictures of a video in messages of recordings. */
export interface MessageVideoPictures {
  readonly kind: 'message-video';
  readonly stretches: readonly MessageStretch[];
  readonly stretchOf: Int32Array;
  /** In its stretch. */
  readonly frame: Int32Array;
}

/** Every picture of an HDF5 dataset, in its order. */
export interface Hdf5Pictures {
  readonly kind: 'hdf5-frames';
  /** Absolute. */
  readonly path: string;
  readonly dataset: string;
  readonly width: number;
  readonly height: number;
}

/** Pictures in the rows of Parquet files. */
export interface ParquetRowPictures {
  readonly kind: 'parquet-rows';
  /** Absolute. */
  readonly paths: readonly string[];
  readonly column: string;
  readonly fileOf: Int32Array;
  /** In its file, from 0. */
  readonly row: Int32Array;
}

/** The pictures of several recordings, one after the other. */
export interface JoinedPictures {
  readonly kind: 'joined';
  readonly parts: readonly PictureTable[];
  readonly partOf: Int32Array;
  /** In its part. */
  readonly frame: Int32Array;
}

export type PictureTable =
  | FilePictures
  | VideoPictures
  | MessagePictures
  | MessageVideoPictures
  | Hdf5Pictures
  | ParquetRowPictures
  | JoinedPictures;

/** Where the picture of a frame lies; null when there is none. */
export function pictureAt(table: PictureTable, frame: number): FrameLocation | null {
  switch (table.kind) {
    case 'image-files': {
      const folder = table.folders[table.folderOf[frame] ?? -1];
      return folder === undefined ? null : { kind: 'image-file', path: join(folder, textAt(table.names, frame)) };
    }
    case 'video-frames': {
      const path = table.paths[table.fileOf[frame] ?? -1];
      if (path === undefined) return null;
      const keyFrame = table.keyFrame?.[frame];
      const at = { kind: 'video-frame', path, frame: table.frame[frame] ?? 0 } as const;
      return keyFrame === undefined ? at : { ...at, keyFrame };
    }
    case 'messages': {
      const channel = table.channels[table.channelOf[frame] ?? -1];
      return channel === undefined ? null : messageAt(channel, table.chunk[frame] ?? -1, table.offset[frame] ?? 0);
    }
    case 'message-video': {
      const stretch = table.stretches[table.stretchOf[frame] ?? -1];
      if (stretch === undefined) return null;
      const at = table.frame[frame] ?? 0;
      const path = stretch.sources[stretch.sourceOf[at] ?? -1]?.path ?? '';
      return { kind: 'message-video', path, stretch, frame: at };
    }
    case 'parquet-rows': {
      const path = table.paths[table.fileOf[frame] ?? -1];
      const { column, row } = table;
      return path === undefined ? null : { kind: 'parquet-picture', path, column, row: row[frame] ?? 0 };
    }
    case 'joined': {
      const part = table.parts[table.partOf[frame] ?? -1];
      return part === undefined ? null : pictureAt(part, table.frame[frame] ?? -1);
    }
    case 'hdf5-frames': {
      const { path, dataset, width, height } = table;
      return { kind: 'hdf5-frame', path, dataset, frame, width, height };
    }
  }
}

/** Where a message lies. @param chunkIndex -1 for a message that lies in the file by itself. */
export function messageAt(
  { path, container, message, encoding, chunks }: MessageChannel,
  chunkIndex: number,
  offset: number,
): MessagePictureLocation {
  const chunk = chunks[chunkIndex];
  const isPlain = chunk === undefined || chunk.compression === '';
  return {
    kind: 'message-picture',
    path,
    container,
    chunk: isPlain ? null : chunk,
    offset: isPlain ? (chunk?.start ?? 0) + offset : offset,
    message,
    encoding,
  };
}
