import type { DeviceChoice, EngineChoice } from '../../shared/analysis.ts';
import type { MaskStyle } from '../../shared/mask-style.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { PoolingReading } from '../../shared/geometry.ts';
import type { PathSketch } from '../../shared/path-sketch.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';

/** What to open for a picture or a clip. */
export interface ExportSource {
  readonly drivePath: string;
  /** Null or left out: the one beside the drive, the user's own, or the guess. */
  readonly mapping?: DriveMapping | null | undefined;
  readonly modelPath: string;
  /** The writing of the network that is meant, as a session's state tells it. Left out: whatever is in its files. */
  readonly networkStamp?: string | undefined;
  /** Null or left out: the file beside the network, else the default for it. */
  readonly preprocessing?: Preprocessing | null | undefined;
  /** @default 'auto' */
  readonly engine?: EngineChoice | undefined;
  /** @default 'auto' */
  readonly device?: DeviceChoice | undefined;
  /** @default 'separate' */
  readonly pooling?: PoolingReading | undefined;
  /** @default 'visual-backprop' */
  readonly method?: SaliencyMethod | undefined;
  readonly maskStyle: MaskStyle;
}

/** A clip of frames `from` to `to`, exclusive. */
export interface ClipRequest extends ExportSource {
  readonly from: number;
  readonly to: number;
  /** Null or left out: no path over the road. */
  readonly pathSketch?: PathSketch | null | undefined;
  /** Ends in `.mp4`; a file there is replaced once the clip is whole. */
  readonly outPath: string;
}

export interface RenderedClip {
  readonly frameCount: number;
  /** Frames with a finite prediction. */
  readonly predictedCount: number;
  /** Of the network, of drive and network together, times that had to be changed, frames without picture or prediction. */
  readonly problems: readonly Problem[];
}

export interface ExportOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
