import { FFmpegError } from 'node-av/lib';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import { outputError } from './output-file.ts';

/** The system's errors that FFmpeg passes on, by number; the same on Linux, macOS and Windows but for the last. */
const systemCodes = new Map([
  [1, 'EPERM'],
  [13, 'EACCES'],
  [28, 'ENOSPC'],
  [30, 'EROFS'],
  [122, 'EDQUOT'],
]);

/** @param result of an FFmpeg call that failed: minus the system's number where the system refused. */
export function ffmpegOutputError(result: number, path: string): SteerscopeError {
  const { message } = new FFmpegError(result);
  return outputError(Object.assign(new Error(message), { code: systemCodes.get(-result) }), path);
}
