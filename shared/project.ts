import { z } from 'zod';
import { deviceChoices, engineChoices, poolingReadings } from './analysis.ts';
import { driveMappingSchema } from './drive-mapping.ts';
import { filePathSchema } from './file-path.ts';
import { preprocessingSchema } from './preprocessing.ts';
import type { Problem } from './problem.ts';
import { saliencyMethods } from './saliency-methods.ts';

/** What a project file is called behind its last dot. */
export const projectExtension = 'steerscope';
/** Written by this version; a newer one's files are refused. */
export const projectVersion = 1;
/** No project that a person makes comes near it. */
export const maxProjectBytes = 8 * 1024 * 1024;

export const isProjectName = (path: string): boolean => path.toLowerCase().endsWith(`.${projectExtension}`);

/** Where a drive or a network lies, as a project file says it. */
export const placeSchema = z.object({
  absolute: filePathSchema,
  /** From the project's folder, with `/` between its parts; null: on another drive of the computer. */
  relative: filePathSchema.nullable().default(null),
});
export type Place = z.infer<typeof placeSchema>;

/** What of a project is written with places in its file, and with absolute paths everywhere else. */
const contentsWith = <PathSchema extends z.ZodType>(mediaPath: PathSchema) =>
  z.object({
    drive: z
      .object({
        path: mediaPath,
        /** What its columns mean where that was said and is saved nowhere else. */
        mapping: driveMappingSchema.nullable().default(null),
        format: z.string().max(100).default(''),
        /** Null: the drive was not read to its end yet. */
        frameCount: z.int().min(0).nullable().default(null),
        /** Of its first frames, to notice another drive in its place; null: not known. */
        fingerprint: z.string().max(64).nullable().default(null),
      })
      .nullable(),
    /** The one that is open comes first, those that are compared with it behind. */
    networks: z
      .array(
        z.object({
          path: mediaPath,
          /** What was edited and is saved nowhere else. */
          preprocessing: preprocessingSchema.nullable().default(null),
          engine: z.enum(engineChoices).default('auto'),
          device: z.enum(deviceChoices).default('auto'),
          pooling: z.enum(poolingReadings).default('separate'),
          method: z.enum(saliencyMethods).default('visual-backprop'),
        }),
      )
      .max(32),
    /** Whatever else the window holds, by the name of the part that holds it; each part checks its own. */
    parts: z.record(z.string().max(64), z.unknown()),
  });

/** A project as the page and the product speak of it: every path absolute. */
export const projectContentsSchema = contentsWith(filePathSchema);
export type ProjectContents = z.infer<typeof projectContentsSchema>;

/** A project as its file holds it. */
export const projectFileSchema = contentsWith(placeSchema).extend({
  steerscopeProject: z.int().min(1),
  savedAt: z.string().max(40),
});
export type ProjectFile = z.infer<typeof projectFileSchema>;

/** A drive or network of a project that is not where it was. */
export interface MissingMedia {
  readonly kind: 'drive' | 'network';
  /** Where it was when the project was saved. */
  readonly path: string;
  /** Of the same name, beside the project or a folder above. */
  readonly candidates: readonly string[];
}

/** What was set back in a project as it was read, since this version does not know it. */
interface ReadContents {
  readonly contents: ProjectContents;
  readonly problems: readonly Problem[];
}

/** A window's journal, as it was when it was read or written. */
const journalVersionSchema = z.strictObject({
  /** Names the window: each writes a journal of its own. */
  writer: z.string().regex(/^[\w-]{0,64}$/),
  /** When it was written, in milliseconds since 1970. */
  at: z.number(),
});
export type JournalVersion = z.infer<typeof journalVersionSchema>;

/** What was not saved when a window closed or the product ended. */
export interface WindowJournal extends JournalVersion, ReadContents {
  /** `OpenedProject.fingerprint` of the file that it goes on from; null: of none. */
  readonly seen: string | null;
  /** Whether it holds more than that file, beside where it is looked at. */
  readonly unsaved: boolean;
}

/** Who writes, and which journals that goes on from: those are let go, unless their windows have written since. */
const fromWindow = {
  writer: journalVersionSchema.shape.writer.default(''),
  goesOnFrom: z.array(journalVersionSchema).max(64).default([]),
};

/** GET /api/project. */
export interface OpenedProject extends ReadContents {
  readonly path: string;
  /** Of the file as it was read, to notice that another program has changed it. */
  readonly fingerprint: string;
  /** Of what the file and the journals say. */
  readonly missing: readonly MissingMedia[];
  /** What windows that had it open kept; the newest first. */
  readonly journals: readonly WindowJournal[];
}

/** Body of PUT /api/project. */
export const saveProjectRequestSchema = z.strictObject({
  path: filePathSchema,
  contents: projectContentsSchema,
  /** `OpenedProject.fingerprint`, or that of the last save; null: never read. */
  seen: z.string().max(128).nullable(),
  /** Also over a file that was not seen: otherwise it is refused as `file-changed`. */
  overwrite: z.boolean().default(false),
  ...fromWindow,
});
export type SaveProjectRequest = z.input<typeof saveProjectRequestSchema>;

export interface SavedProject {
  readonly path: string;
  readonly fingerprint: string;
}

/** Body of POST /api/project/relink: `from` has been found at `to`; whether `others` have moved along with it. */
export const relinkRequestSchema = z.strictObject({
  from: filePathSchema,
  to: filePathSchema,
  others: z.array(filePathSchema).max(64),
});
export type RelinkRequest = z.infer<typeof relinkRequestSchema>;

/** What a journal belongs to: a project, or where there is none the drive. */
export const journalKeySchema = z.strictObject({ kind: z.enum(['project', 'drive']), path: filePathSchema });
export type JournalKey = z.infer<typeof journalKeySchema>;

/** Body of PUT /api/journal. */
export const journalRequestSchema = z.strictObject({
  key: journalKeySchema,
  contents: projectContentsSchema,
  seen: z.string().max(128).nullable().default(null),
  unsaved: z.boolean().default(true),
  ...fromWindow,
});
export type JournalRequest = z.input<typeof journalRequestSchema>;

/** Query of DELETE /api/journal. */
export const journalDiscardSchema = journalKeySchema.extend({
  writer: fromWindow.writer,
  /** Only where it is still the one of this time. */
  at: z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .optional(),
});
export type JournalDiscard = z.input<typeof journalDiscardSchema>;

export const recentKinds = ['drive', 'network', 'project'] as const;
export type RecentKind = (typeof recentKinds)[number];

/** Something that was opened before; the newest first. */
export interface Recent {
  readonly kind: RecentKind;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether it is still there. */
  readonly exists: boolean;
}
