import { z } from 'zod';

/** Where a file or folder is, as a request says it. */
export const filePathSchema = z.string().min(1).max(4096);
