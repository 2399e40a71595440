import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { nativeTensorflowStatus } from '../../main/models/native/native-status.ts';
import '../support/native-tensorflow.ts';
import { realData } from '../support/real-data.ts';
import { askPython, findPython, type Question } from './ask-python.ts';
import { cameraPictures, networkInputs, writeInputs } from './camera-inputs.ts';
import { findNetworkFiles } from './find-network-files.ts';
import { markdownTable, refusalRow, rowsOf, type Row } from './parity-table.ts';
import {
  answerOn,
  openTimed,
  presentPlaces,
  runs,
  takesPicturesOnly,
  type EngineAnswer,
} from './steerscope-answers.ts';
import type { ModelInfo } from '../../shared/model.ts';

/*
 * `npm run oracle:parity [-- FILE.md]`: every network of other people beside the checkout, opened and run by every engine
 * on real camera frames, against the framework that the network was made for. Prints a table; ends with 1 where something
 * differs by more than the tolerance, is refused wrongly or late, or is not run at all.
 */

interface Asked {
  readonly file: string;
  readonly info: ModelInfo;
  readonly openMs: number;
  readonly answers: readonly EngineAnswer[];
  readonly question: Question;
}

const folder = realData();
const { python, missing } = findPython();
if (folder === null || python === null) {
  console.log(folder === null ? 'Not run: no real data lies beside the checkout.' : `Not run: ${missing}.`);
  process.exit(0);
}
const scratch = mkdtempSync(join(tmpdir(), 'steerscope-parity-'));
try {
  const rows = await compareAll(folder, python);
  const { version, reason } = await nativeTensorflowStatus();
  const table = `${markdownTable(rows)}\n\nNative TensorFlow: ${version ?? reason}`;
  console.log(table);
  const [outPath] = process.argv.slice(2);
  if (outPath !== undefined) writeFileSync(outPath, `${table}\n`);
  process.exitCode = rows.every(({ passed }) => passed) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}

async function compareAll(folder: string, python: string): Promise<readonly Row[]> {
  const places = await presentPlaces();
  const parts: (Row | Asked)[] = [];
  for (const path of await findNetworkFiles(folder)) {
    const file = relative(folder, path);
    process.stderr.write(`${file}\n`);
    const opened = await openTimed(path);
    if ('refusal' in opened) {
      parts.push(refusalRow(file, opened.refusal, opened.openMs, folder));
      continue;
    }
    const { model, openMs } = opened;
    const { info } = model;
    if (!takesPicturesOnly(info)) throw new Error(`What to feed the other inputs of ${file} is not said here.`);
    const data = await networkInputs(path, info, await cameraPictures(folder, file));
    const answers: EngineAnswer[] = [];
    for (const place of places) if (runs(model, place)) answers.push(await answerOn(model, place, data));
    model.dispose();
    const inputs = join(scratch, `${parts.length}.npy`);
    writeInputs(inputs, data, info.input);
    const question = { path, format: info.format, inputs, layout: info.input.layout };
    parts.push({ file, info, openMs, answers, question });
  }
  const asked = parts.filter((part) => 'question' in part);
  const expected = askPython(
    python,
    asked.map(({ question }) => question),
    scratch,
  );
  return parts.flatMap((part) => ('question' in part ? rowsOf(part, expected[asked.indexOf(part)]!) : part));
}
