import { parentPort, workerData } from 'node:worker_threads';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { surveyDrive } from '../drives/survey-drive.ts';
import type { SurveyReply, SurveyRequest } from './survey-thread.ts';

/* The thread entry: looks into one drive, says what is there and ends. Any message cancels it. */

if (!parentPort) throw new Error('survey-worker is the entry of a worker thread.');
const port = parentPort;
const cancelling = new AbortController();
port.once('message', () => cancelling.abort());

async function reply(): Promise<SurveyReply> {
  const { path, table } = workerData as SurveyRequest;
  try {
    return { survey: await surveyDrive(path, { table, signal: cancelling.signal }), error: null };
  } catch (thrown) {
    return { survey: null, error: SteerscopeError.from(thrown).toWire() };
  }
}

port.postMessage(await reply());
port.close();
