import type { DriveMapping } from './drive-mapping.ts';
import type { Problem } from './problem.ts';
import type { Texts } from './texts.ts';

/** What the numbers of a steering column mean. `normalised` is -1..1, full lock to full lock. */
export type SteeringUnit = 'normalised' | 'deg' | 'rad';

/** The recorded steering: its numbers are kept as recorded, `positive` says where the car goes when they grow. */
export interface RecordedSteering {
  readonly unit: SteeringUnit;
  readonly positive: 'left' | 'right';
  /** The number that stands for straight on: 0, or a servo's 90. */
  readonly straight: number;
  /** Range over the frames. */
  readonly min: number;
  readonly max: number;
}

/** A stretch of frames that was recorded in one go: up to the next one's first frame, or to the end. */
export interface DriveSession {
  /** As the log names it. */
  readonly name: string;
  readonly firstFrame: number;
}

/** Where the meaning of the log's columns comes from. */
export interface MappingState {
  /** `user`: kept in the user's settings for every log with these columns. */
  readonly source: 'guessed' | 'file' | 'user' | 'given';
  /** Where a mapping of this drive is looked for and saved. */
  readonly file: string;
  /** Where the user's own mapping for every log with these columns is kept; null where there can be none. */
  readonly userFile: string | null;
  /** As it was given or read; null where all is guessed. */
  readonly mapping: DriveMapping | null;
}

/** What a drive is, without its samples: shown by `inspect`, sent to the window. */
export interface DriveInfo {
  readonly kind: 'drive';
  /** Absolute path of the folder or file that was opened. */
  readonly path: string;
  /** The last part of the path, for titles. */
  readonly name: string;
  /** Id of the format, as `udacity-simulator`. */
  readonly format: string;
  /** The format in words, as `Udacity simulator log`. */
  readonly formatName: string;
  /** Records that could be read, with or without a picture. */
  readonly recordCount: number;
  /** Records whose picture exists; frame indices are 0..frameCount-1 in log order. */
  readonly frameCount: number;
  /** Latest minus earliest time of the frames, in seconds; null when the log has no time. */
  readonly timeSpanSecs: number | null;
  /** Null when none is recorded. */
  readonly steering: RecordedSteering | null;
  /** Camera names, the default first. At least one. */
  readonly cameras: readonly string[];
  /** Names of the numeric columns beside time and steering, as `throttle`, `speed`. */
  readonly columns: readonly string[];
  /** In the order of their frames; none where the log knows no sessions. */
  readonly sessions: readonly DriveSession[];
  /** Null where the format leaves nothing open. */
  readonly mapping: MappingState | null;
  readonly problems: readonly Problem[];
}

/** The samples of a drive by column, each of length `frameCount`; a missing number is NaN. */
export interface DriveColumns {
  /** Seconds since the first frame; not forced to be monotonic. Null when the log has no time. */
  readonly timeSecs: Float64Array | null;
  /** Recorded steering in `DriveInfo.steering.unit`; null when none is recorded. */
  readonly steering: Float64Array | null;
  /** The other numeric columns, by name. */
  readonly numeric: Readonly<Record<string, Float64Array>>;
  /** The record's number in the log as a person would cite it: line number (from 1), or record index. */
  readonly logRow: Uint32Array;
  /** Name of the default camera's picture, relative to the drive. */
  readonly image: Texts;
}

/** A file that is one picture. */
export interface ImageFileLocation {
  readonly kind: 'image-file';
  /** Absolute path. */
  readonly path: string;
}

/** A frame of a video file's first video stream. */
export interface VideoFrameLocation {
  readonly kind: 'video-frame';
  /** Absolute path. */
  readonly path: string;
  /** In the order in which the frames are shown, from 0. */
  readonly frame: number;
  /** The frame that decoding starts at to reach this one, where known: those with the same are cheapest read together. */
  readonly keyFrame?: number;
}

/** A picture in a message of a recording: an MCAP file or a ROS bag. */
export interface MessagePictureLocation {
  readonly kind: 'message-picture';
  /** Absolute path. */
  readonly path: string;
  /** `rosbag2`: of ROS 2, in SQLite. */
  readonly container: 'mcap' | 'rosbag' | 'rosbag2';
  /** The packed chunk that holds the message; null where the message lies in the file as it is. */
  readonly chunk: {
    /** Of the packed bytes in the file. */
    readonly start: number;
    readonly storedBytes: number;
    readonly compression: string;
    readonly unpackedBytes: number;
  } | null;
  /** Of the message's record, in the chunk when unpacked or in the file; in SQLite the number of its row. */
  readonly offset: number;
  readonly message:
    'image' | 'compressed-image' | 'foxglove-raw-image' | 'foxglove-compressed-image' | 'foxglove-compressed-video';
  readonly encoding: 'ros1' | 'cdr' | 'protobuf' | 'json';
}

/** Messages that each hold one picture of a video: a key picture and what follows up to the next, as they are decoded. */
export interface MessageStretch {
  readonly codec: 'h264' | 'h265' | 'vp9' | 'av1';
  /** Where messages lie, but for their offsets. */
  readonly sources: readonly Omit<MessagePictureLocation, 'kind' | 'offset'>[];
  /** Of each message, in `sources`. */
  readonly sourceOf: Int32Array;
  readonly offset: Float64Array;
}

/** A picture of a video in messages. */
export interface MessageVideoLocation {
  readonly kind: 'message-video';
  /** Absolute; of the file with the picture's own message. */
  readonly path: string;
  /** One object for all its frames, so that many of them are sent at the cost of one. */
  readonly stretch: MessageStretch;
  /** In the stretch, from 0, its key picture. */
  readonly frame: number;
}

/** A picture in an HDF5 dataset of bytes with the axes frame, colour (red, green, blue), row, column. */
export interface Hdf5FrameLocation {
  readonly kind: 'hdf5-frame';
  /** Absolute path. */
  readonly path: string;
  readonly dataset: string;
  readonly frame: number;
  readonly width: number;
  readonly height: number;
}

/** A picture in a row of a Parquet file, as a file would hold it. */
export interface ParquetPictureLocation {
  readonly kind: 'parquet-picture';
  /** Absolute. */
  readonly path: string;
  readonly column: string;
  /** From 0. */
  readonly row: number;
}

/** Where the picture of a frame lies. Each further kind of container adds its own. */
export type FrameLocation =
  | ImageFileLocation
  | VideoFrameLocation
  | MessagePictureLocation
  | MessageVideoLocation
  | Hdf5FrameLocation
  | ParquetPictureLocation;

/** An opened drive. Never writes to the drive; holds no pixels. */
export interface Drive {
  readonly info: DriveInfo;
  readonly columns: DriveColumns;
  /**
   * Where frame `frame` (0..frameCount-1) of `camera` lies; null when that camera has no picture there.
   * @throws SteerscopeError `no-such-frame` outside the range, `bad-request` for an unknown camera.
   */
  locateFrame(frame: number, camera: string): FrameLocation | null;
  dispose(): void;
}
