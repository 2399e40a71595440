import type { DriveSurvey } from '../../shared/drive-survey.ts';
import { SteerscopeError, type WireError } from '../../shared/steerscope-error.ts';
import { startThread } from './start-thread.ts';

export interface SurveyRequest {
  readonly path: string;
  /** Name of one of several tables in a folder. */
  readonly table?: string | undefined;
}

export type SurveyReply =
  { readonly survey: DriveSurvey; readonly error: null } | { readonly survey: null; readonly error: WireError };

/**
 * What the log at a path holds, found out in a thread of its own: a recording may be large.
 * @throws SteerscopeError `not-found`, `not-readable`, `nothing-to-map`, `cancelled`, `worker-failed`.
 */
export function surveyInThread(request: SurveyRequest, signal: AbortSignal): Promise<DriveSurvey> {
  return new Promise((resolve, reject) => {
    const worker = startThread('./survey-worker', import.meta.url, request);
    const cancel = (): void => worker.postMessage('cancel');
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const fail = (reason: string): void =>
      reject(
        new SteerscopeError(
          'worker-failed',
          `Looking into the drive stopped (${reason}): ${request.path}`,
          'Try again; if that stops too, please report it.',
        ),
      );
    worker.on('message', ({ survey, error }: SurveyReply) => {
      if (survey) resolve(survey);
      else reject(SteerscopeError.fromWire(error));
    });
    worker.on('error', (error) => fail(error.message));
    worker.on('exit', (code) => {
      signal.removeEventListener('abort', cancel);
      // Of a promise that is settled already nothing comes.
      fail(`its thread ended with code ${code}`);
    });
  });
}
