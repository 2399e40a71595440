import type { Hono } from 'hono';
import type { BlankEnv } from 'hono/types';
import { z } from 'zod';
import type { DeviceInfo } from './analysis.ts';
import type { DriveSurvey } from './drive-survey.ts';
import { filePathSchema } from './file-path.ts';
import type { FolderListing } from './folder-listing.ts';
import type { HostInfo } from './host-info.ts';
import type { labRequestSchema } from './lab.ts';
import { maskStyleSchema } from './mask-style.ts';
import { pathSketchSchema } from './path-sketch.ts';
import type {
  JournalDiscard,
  JournalKey,
  OpenedProject,
  Recent,
  RelinkRequest,
  SaveProjectRequest,
  SavedProject,
  WindowJournal,
  journalRequestSchema,
} from './project.ts';
import type { SessionInfo, sessionRequestSchema } from './session.ts';
import { pictureEditsSchema } from './what-if.ts';

/*
 * The one contract between a page and the product. Every path is relative, so the same page works on
 * app://steerscope/ and on http://127.0.0.1. Errors of any route: an HTTP status ≥ 400 with `{ error: WireError }`.
 */

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

/** Query of GET /api/sessions/:session/frames/:frame/image. */
export const imageQuerySchema = z.object({
  camera: z.string().min(1).max(256).optional(),
  near: z.literal('1').optional(),
});

/** Header of a frame's picture: the frame that it is of. */
export const frameHeader = 'steerscope-frame';

/** Body of POST /api/sessions/:session/exports: frames `from` to `to`, exclusive. */
export const exportRequestSchema = z.strictObject({
  from: z.int().min(0),
  to: z.int().min(1),
  /** Absolute path of the clip. */
  outPath: filePathSchema,
  maskStyle: maskStyleSchema.prefault({}),
  /** Also draws the recorded and the predicted path over the road; null: does not. */
  pathSketch: pathSketchSchema.nullable().default(null),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;

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
    $get: Json<{ query: JournalKey }, { journals: readonly WindowJournal[] }>;
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
