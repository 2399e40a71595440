import type { Hono } from 'hono';
import type { BlankEnv } from 'hono/types';
import { z } from 'zod';
import {
  deviceChoices,
  engineChoices,
  poolingReadings,
  type DeviceChoice,
  type DeviceInfo,
  type EngineChoice,
  type EngineInfo,
  type SteeringFigures,
} from './analysis.ts';
import type { DriveInfo } from './drive.ts';
import { driveMappingSchema } from './drive-mapping.ts';
import type { DriveSurvey } from './drive-survey.ts';
import type { FitCandidate, FitResult } from './fit.ts';
import type { FigureValues } from './frame-figures.ts';
import type { PoolingReading } from './geometry.ts';
import type { labRequestSchema } from './lab.ts';
import type { LabResult } from './lab-findings.ts';
import type { ModelInfo } from './model.ts';
import { pathSketchSchema } from './path-sketch.ts';
import { preprocessingSchema, type Preprocessing } from './preprocessing.ts';
import type {
  Journal,
  JournalDiscard,
  JournalKey,
  journalRequestSchema,
  OpenedProject,
  Recent,
  RelinkRequest,
  SavedProject,
  SaveProjectRequest,
} from './project.ts';
import type { Problem } from './problem.ts';
import { saliencyMethods, type SaliencyMethod } from './saliency-methods.ts';
import type { SteeringState } from './steering-output.ts';
import type { WireError } from './steerscope-error.ts';
import { pictureEditsSchema } from './what-if.ts';
import { colourMapNames } from './annotate/colour-maps.ts';
import { signedColourNames } from './annotate/signed-colours.ts';

/*
 * The one contract between a page and the product. Every path is relative, so the same page works on
 * app://steerscope/ and on http://127.0.0.1. Errors of any route: an HTTP status ≥ 400 with `{ error: WireError }`.
 */

const path = z.string().min(1).max(4096);

/** Body of POST /api/sessions and PATCH /api/sessions/:session; in a PATCH what is left out stays. */
export const sessionRequestSchema = z.strictObject({
  drivePath: path.nullish(),
  modelPath: path.nullish(),
  /**
   * What the columns of the drive's log mean. Null: the mapping beside it, in the user's settings, or the guess. One given
   * for another drive does not go over to the next.
   */
  mapping: driveMappingSchema.nullish(),
  /** The drive is still being recorded: follow it as it grows. @default false */
  watch: z.boolean().optional(),
  engine: z.enum(engineChoices).optional(),
  device: z.enum(deviceChoices).optional(),
  /** Null: the file beside the network, else the default for it. Another one leaves the network open and is quick. */
  preprocessing: preprocessingSchema.nullish(),
  pooling: z.enum(poolingReadings).optional(),
  /** What makes the masks. Another one leaves the network open and is quick. @default 'visual-backprop' */
  method: z.enum(saliencyMethods).optional(),
});
export type SessionRequest = z.infer<typeof sessionRequestSchema>;

/** Body of POST /api/sessions/:session/analysis: frames `from` to `to`, exclusive; the whole drive when left out. */
export const analysisRequestSchema = z.strictObject({
  from: z.int().min(0).optional(),
  to: z.int().min(1).optional(),
});
export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;

/** Body of POST of anything of a frame: the same, had the camera seen its picture with these edits. */
export const editedRequestSchema = z.strictObject({ edits: pictureEditsSchema });

/** Body of POST /api/sessions/:session/what-if: as of `analysis`, of edited pictures. */
export const whatIfRequestSchema = z.strictObject({
  edits: pictureEditsSchema.min(1),
  from: z.int().min(0).default(0),
  to: z.int().min(1).optional(),
});
export type WhatIfRequest = z.infer<typeof whatIfRequestSchema>;

/** Body of POST /api/sessions/:session/fit: what the finder of preprocessings may take. */
export const fitRequestSchema = z.strictObject({
  /** Frames in the sample, spread over the drive. */
  frames: z.int().min(2).max(10_000).optional(),
});
export type FitRequest = z.infer<typeof fitRequestSchema>;

/** Body of PUT /api/sessions/:session/preprocessing/file. */
export const savePreprocessingRequestSchema = z.strictObject({
  /** Also over a file that was not the one this session read: otherwise it is refused as `file-changed`. */
  overwrite: z.boolean().default(false),
});

/** Body of PUT /api/sessions/:session/mapping/file. */
export const saveMappingRequestSchema = z.strictObject({
  /** `drive`: beside the log; `user`: in the user's settings, for every log with these columns. */
  where: z.enum(['drive', 'user']),
  /** Also over a file that is there: otherwise it is refused as `file-changed`. */
  overwrite: z.boolean().default(false),
});
export type SaveMappingRequest = z.infer<typeof saveMappingRequestSchema>;

export const maskDrawings = ['fill', 'contours'] as const;
export const maskScales = ['frame', 'clip', 'fixed'] as const;

/** Query of GET /api/sessions/:session/frames/:frame/image. */
export const imageQuerySchema = z.object({
  camera: z.string().min(1).max(256).optional(),
  near: z.literal('1').optional(),
});

/** Header of a frame's picture: the frame that it is of. */
export const frameHeader = 'steerscope-frame';

/** How masks are drawn, on screen and in a clip. */
export const maskStyleSchema = z.strictObject({
  colourMap: z.enum(colourMapNames).default('green'),
  /** The two colours of a mask that has a sign: below 0, above 0. */
  signedColours: z.enum(signedColourNames).default('blue-orange'),
  /** 0..1; what full saliency covers. */
  opacity: z.number().min(0).max(1).default(0.8),
  /** What lies below this share of the scale (0..1) is not drawn; of a signed mask the magnitude counts. */
  threshold: z.number().min(0).max(1).default(0),
  /** `fill`: colours over the picture; `contours`: lines of equal saliency. */
  drawn: z.enum(maskDrawings).default('fill'),
  /**
   * What the full colour stands for: the largest value of the frame itself, as in the paper; the largest of all frames of
   * the clip; or a value of the mask before it is normalised (`SaliencyMask.max`). Only the last two compare frames.
   */
  scale: z
    .discriminatedUnion('over', [
      z.strictObject({ over: z.literal('frame') }),
      z.strictObject({ over: z.literal('clip') }),
      z.strictObject({ over: z.literal('fixed'), max: z.number().positive() }),
    ])
    .prefault({ over: 'frame' }),
  /** Shares of the scale are raised to it: below 1, faint saliency shows; 1: as it is. */
  gamma: z.number().min(0.1).max(1).default(1),
});
export type MaskStyle = z.infer<typeof maskStyleSchema>;

/** Body of POST /api/sessions/:session/exports: frames `from` to `to`, exclusive. */
export const exportRequestSchema = z.strictObject({
  from: z.int().min(0),
  to: z.int().min(1),
  /** Absolute path of the clip. */
  outPath: path,
  maskStyle: maskStyleSchema.prefault({}),
  /** Also draws the recorded and the predicted path over the road; null: does not. */
  pathSketch: pathSketchSchema.nullable().default(null),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;

/** GET /api/host: which host serves the page, and what to open first. */
export interface HostInfo {
  readonly host: 'desktop' | 'browser';
  readonly version: string;
  /** What the start asked for (arguments, file association); the demo when nothing was said. */
  readonly initial: SessionRequest;
  /** The project that the start asked for; null: none. */
  readonly project: string | null;
  readonly demo: { readonly drivePath: string; readonly modelPath: string } | null;
  readonly homeFolder: string;
}

/** GET /api/folder?path=: for the open dialog of the browser host. */
export interface FolderListing {
  readonly path: string;
  /** Null at the top. */
  readonly parent: string | null;
  readonly entries: readonly {
    readonly name: string;
    readonly path: string;
    readonly kind: 'folder' | 'file';
    /** What its name and content look like, so that the dialog can mark it. */
    readonly looksLike: 'drive' | 'network' | 'project' | null;
  }[];
}

/** What a session has open: a drive, a network, or both. */
export interface SessionState {
  readonly drive: DriveInfo | null;
  /** How much of the drive there is: its first frames while the rest is being read, all of it, or all so far. */
  readonly driveReading: 'first-frames' | 'whole' | 'watching';
  readonly model: ModelInfo | null;
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

export interface RunInfo {
  /** Names the run in its events. */
  readonly runId: string;
  /** How many frames it will analyse. */
  readonly total: number;
}

export interface FitInfo {
  /** Names the search in its events. */
  readonly fitId: string;
}

export interface LabInfo {
  /** Names the experiment in its events. */
  readonly labId: string;
  /** Frames that it will look at. */
  readonly total: number;
}

export interface ExportInfo {
  readonly exportId: string;
}

/** GET /api/sessions/:session/events: server-sent events, each `data` one of these as JSON. */
export type SessionEvent =
  /**
   * There is more of the drive, or another reading of it. `sameFrames`: the frames known before are the first ones now,
   * and only further ones came.
   */
  | { readonly type: 'drive-changed'; readonly info: SessionInfo; readonly sameFrames: boolean }
  | {
      readonly type: 'analysis-progress';
      /** Of the run: a listener may still hear of one that another has replaced. */
      readonly runId: string;
      readonly done: number;
      readonly total: number;
      readonly framesPerSec: number;
      /** The predictions since the last event: frames `first`, `first + 1`, ...; null for NaN. */
      readonly first: number;
      readonly predictedSteering: readonly (number | null)[];
      /** Of the same frames; empty where the network makes no masks. */
      readonly figures: FigureValues;
    }
  | {
      readonly type: 'analysis-finished';
      readonly runId: string;
      readonly cancelled: boolean;
      /** Null without recorded steering or without a single pair of numbers. */
      readonly metrics: SteeringFigures | null;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'analysis-failed'; readonly runId: string; readonly error: WireError }
  | {
      readonly type: 'fit-progress';
      readonly fitId: string;
      /** Preprocessings tried, of those planned so far: `total` may grow. */
      readonly done: number;
      readonly total: number;
      /** The best so far, best first; a few. */
      readonly best: readonly FitCandidate[];
    }
  /** `result` is null when it was cancelled. */
  | { readonly type: 'fit-finished'; readonly fitId: string; readonly result: FitResult | null }
  | { readonly type: 'fit-failed'; readonly fitId: string; readonly error: WireError }
  | {
      readonly type: 'lab-progress';
      readonly labId: string;
      readonly done: number;
      readonly total: number;
      /** Of the frames looked at so far, without what was found of single ones. */
      readonly result: LabResult;
    }
  /** When it was cancelled, `result` is of the frames that were done. */
  | { readonly type: 'lab-finished'; readonly labId: string; readonly cancelled: boolean; readonly result: LabResult }
  | { readonly type: 'lab-failed'; readonly labId: string; readonly error: WireError }
  | {
      readonly type: 'what-if-progress';
      /** Of the run, as `RunInfo.runId`. */
      readonly whatIfId: string;
      readonly done: number;
      readonly total: number;
      readonly framesPerSec: number;
      /** Of edited pictures, since the last event: frames `first`, `first + 1`, ...; null for NaN. */
      readonly first: number;
      readonly predictedSteering: readonly (number | null)[];
    }
  | { readonly type: 'what-if-finished'; readonly whatIfId: string; readonly cancelled: boolean }
  | { readonly type: 'what-if-failed'; readonly whatIfId: string; readonly error: WireError }
  | {
      readonly type: 'export-progress';
      readonly exportId: string;
      readonly done: number;
      readonly total: number;
      readonly framesPerSec: number;
    }
  | { readonly type: 'export-finished'; readonly exportId: string; readonly path: string; readonly sizeBytes: number }
  | { readonly type: 'export-failed'; readonly exportId: string; readonly error: WireError };

type Json<Input, Output> = { input: Input; output: Output; outputFormat: 'json'; status: 200 };
/** A body of bytes: `packed` by shared/packed.ts, a recorded picture, an event stream. */
type Bytes<Input> = { input: Input; output: object; outputFormat: 'body'; status: 200 };
type InSession = { param: { session: string } };
type AtFrame = { param: { session: string; frame: string } };
type Edited = { json: z.input<typeof editedRequestSchema> };

/** Path × method → request and reply, as Hono's typed client reads it. */
export type ApiRoutes = {
  '/api/host': { $get: Json<object, HostInfo> };
  '/api/folder': { $get: Json<{ query: { path: string } }, FolderListing> };
  /** What a log holds, for a mapping by hand. `table`: one of several in a folder. */
  '/api/drive-survey': { $get: Json<{ query: { path: string; table?: string | undefined } }, DriveSurvey> };
  '/api/devices': { $get: Json<object, { devices: readonly DeviceInfo[] }> };
  /** A project, as its file says it, and what of it is not there. PUT saves one. */
  '/api/project': {
    $get: Json<{ query: { path: string } }, OpenedProject>;
    $put: Json<{ json: SaveProjectRequest }, SavedProject>;
  };
  /** Which of a project's other paths have moved along with one that was found again. */
  '/api/project/relink': { $post: Json<{ json: RelinkRequest }, { moved: readonly { from: string; to: string }[] }> };
  /** What a window holds and has not saved. `kept`: false where nothing is kept. */
  '/api/journal': {
    $get: Json<{ query: JournalKey }, { journal: Journal | null }>;
    $put: Json<{ json: z.input<typeof journalRequestSchema> }, { kept: boolean }>;
    $delete: Json<{ query: JournalDiscard }, { discarded: true }>;
  };
  /** What was opened last, by any window. DELETE forgets one path, or all. */
  '/api/recents': {
    $get: Json<object, { recents: readonly Recent[] }>;
    $delete: Json<{ query: { path?: string | undefined } }, { recents: readonly Recent[] }>;
  };
  '/api/sessions': { $post: Json<{ json: z.input<typeof sessionRequestSchema> }, SessionInfo> };
  '/api/sessions/:session': {
    $get: Json<InSession, SessionInfo>;
    $patch: Json<InSession & { json: z.input<typeof sessionRequestSchema> }, SessionInfo>;
    $delete: Json<InSession, { closed: true }>;
  };
  /** Packed DriveColumns. */
  '/api/sessions/:session/columns': { $get: Bytes<InSession> };
  /**
   * The picture as recorded. `near`: the nearest frame whose picture is there at once will do, perhaps smaller. The header
   * `steerscope-frame` says which frame it is. POST: that picture, or what else a frame has, with edits.
   */
  '/api/sessions/:session/frames/:frame/image': {
    $get: Bytes<AtFrame & { query: z.input<typeof imageQuerySchema> }>;
    $post: Bytes<AtFrame & Edited>;
  };
  /** Packed FrameAnalysis. */
  '/api/sessions/:session/frames/:frame/analysis': { $get: Bytes<AtFrame>; $post: Bytes<AtFrame & Edited> };
  /** Packed maps, one a channel: the network's input for this frame, its values as the network is given them. */
  '/api/sessions/:session/frames/:frame/input': { $get: Bytes<AtFrame>; $post: Bytes<AtFrame & Edited> };
  /** Packed maps: every channel of one stage (index into ModelInfo.stages). */
  '/api/sessions/:session/frames/:frame/stages/:stage/channels': {
    $get: Bytes<{ param: { session: string; frame: string; stage: string } }>;
    $post: Bytes<{ param: { session: string; frame: string; stage: string } } & Edited>;
  };
  '/api/sessions/:session/events': { $get: Bytes<InSession> };
  /** Start or cancel the whole-drive run; what it finds comes as events. */
  '/api/sessions/:session/analysis': {
    $post: Json<InSession & { json: z.input<typeof analysisRequestSchema> }, RunInfo>;
    $delete: Json<InSession, { cancelled: boolean }>;
  };
  /** Start or cancel the predictions of edited pictures over a range; they come as events. */
  '/api/sessions/:session/what-if': {
    $post: Json<InSession & { json: z.input<typeof whatIfRequestSchema> }, RunInfo>;
    $delete: Json<InSession, { cancelled: boolean }>;
  };
  /** Start or cancel the search for the preprocessing; what it finds comes as events. */
  '/api/sessions/:session/fit': {
    $post: Json<InSession & { json: z.input<typeof fitRequestSchema> }, FitInfo>;
    $delete: Json<InSession, { cancelled: boolean }>;
  };
  /** Start or cancel an experiment of the lab; what it finds comes as events. */
  '/api/sessions/:session/lab': {
    $post: Json<InSession & { json: z.input<typeof labRequestSchema> }, LabInfo>;
    $delete: Json<InSession, { cancelled: boolean }>;
  };
  /** Save the preprocessing in use beside the network. */
  '/api/sessions/:session/preprocessing/file': {
    $put: Json<InSession & { json: z.input<typeof savePreprocessingRequestSchema> }, SessionInfo>;
  };
  /** Save the mapping in use beside the drive, or in the user's settings. */
  '/api/sessions/:session/mapping/file': {
    $put: Json<InSession & { json: z.input<typeof saveMappingRequestSchema> }, SessionInfo>;
  };
  '/api/sessions/:session/exports': {
    $post: Json<InSession & { json: z.input<typeof exportRequestSchema> }, ExportInfo>;
  };
  '/api/sessions/:session/exports/:exportId': {
    $delete: Json<{ param: { session: string; exportId: string } }, { cancelled: boolean }>;
  };
  /** The finished clip, to save from the browser host. */
  '/api/sessions/:session/exports/:exportId/file': {
    $get: Bytes<{ param: { session: string; exportId: string } }>;
  };
};

/** What `hc<Api>()` is given in the page; main/api proves that its app is this. */
export type Api = Hono<BlankEnv, ApiRoutes, '/'>;
