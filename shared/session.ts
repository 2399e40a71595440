import { z } from 'zod';
import {
  deviceChoices,
  engineChoices,
  poolingReadings,
  type DeviceChoice,
  type EngineChoice,
  type EngineInfo,
} from './analysis.ts';
import { driveMappingSchema } from './drive-mapping.ts';
import type { DriveInfo } from './drive.ts';
import { filePathSchema } from './file-path.ts';
import type { PoolingReading } from './geometry.ts';
import type { ModelInfo } from './model.ts';
import { preprocessingSchema, type Preprocessing } from './preprocessing.ts';
import type { Problem } from './problem.ts';
import { saliencyMethods, type SaliencyMethod } from './saliency-methods.ts';
import type { SteeringState } from './steering-output.ts';

/** Body of POST /api/sessions and PATCH /api/sessions/:session; in a PATCH what is left out stays. */
export const sessionRequestSchema = z.strictObject({
  drivePath: filePathSchema.nullish(),
  modelPath: filePathSchema.nullish(),
  /**
   * What the columns of the drive's log mean. Null: the mapping beside it, in the user's settings, or the guess. One given
   * for another drive does not go over to the next.
   */
  mapping: driveMappingSchema.nullish(),
  /** The drive is still being recorded: follow it as it grows. @default false */
  watch: z.boolean().optional(),
  /** The network is still being trained: open it again whenever its files are written anew. @default false */
  followNetwork: z.boolean().optional(),
  engine: z.enum(engineChoices).optional(),
  device: z.enum(deviceChoices).optional(),
  /** Null: the file beside the network, else the default for it. Another one leaves the network open and is quick. */
  preprocessing: preprocessingSchema.nullish(),
  pooling: z.enum(poolingReadings).optional(),
  /** What makes the masks. Another one leaves the network open and is quick. @default 'visual-backprop' */
  method: z.enum(saliencyMethods).optional(),
});
export type SessionRequest = z.infer<typeof sessionRequestSchema>;

/** Which writing of a network's files is open. */
export interface NetworkVersion {
  /** Whether the network is opened again when its files are written anew. */
  readonly followed: boolean;
  /** From 1, of those opened since the network was asked for. */
  readonly number: number;
  /** When the files were written, in ms since 1970; null where they do not say. */
  readonly writtenAtMs: number | null;
  /** The same for the same files as they were when they were read. */
  readonly stamp: string;
}

/** What a session has open: a drive, a network, or both. */
export interface SessionState {
  readonly drive: DriveInfo | null;
  /** How much of the drive there is: its first frames while the rest is being read, all of it, or all so far. */
  readonly driveReading: 'first-frames' | 'whole' | 'watching';
  readonly model: ModelInfo | null;
  /** Null without a network. */
  readonly networkVersion: NetworkVersion | null;
  readonly engine: EngineInfo | null;
  /** What was asked for, of which `engine` is the outcome. */
  readonly asked: { readonly engine: EngineChoice; readonly device: DeviceChoice };
  /** Null without a network. */
  readonly preprocessing: Preprocessing | null;
  readonly preprocessingSource: 'default' | 'file' | 'given' | null;
  /** Where the preprocessing is looked for and saved: beside the network. Null without one. */
  readonly preprocessingFile: string | null;
  /** Null without a network. */
  readonly steering: SteeringState | null;
  readonly pooling: PoolingReading;
  /** What makes the masks of frames and clips; figures of the run over the drive are always VisualBackProp's. */
  readonly method: SaliencyMethod;
  /** Of the session as a whole: a camera that the drive lacks, a picture of another shape than the network's input. */
  readonly problems: readonly Problem[];
}

/** A session in a worker thread, as the page knows it. */
export interface SessionInfo extends SessionState {
  readonly id: string;
}
