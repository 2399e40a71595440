import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { runAction } from '../cli/run-action.ts';
import { nativeFolder } from '../models/native/native-folder.ts';
import { installTensorflow } from './install-tensorflow.ts';
import { tensorflowVersion } from './tensorflow-library.ts';

/* `npm run setup:tensorflow`: TensorFlow's own library for the tensorflow engine, on today's CPUs and GPUs. */

const setup = new Command('setup:tensorflow')
  .description(
    `Builds the binding of TF.js to TensorFlow ${tensorflowVersion}, whose libraries pip fetches, into a folder of your own ` +
      '(STEERSCOPE_NATIVE_TENSORFLOW names another). Needs a C++ compiler, Python with pip, and 1.5 GB; with --cuda 9 GB.',
  )
  .addOption(new Option('--cuda', "fetch TensorFlow for NVIDIA GPUs and NVIDIA's libraries").conflicts('tensorflow'))
  .option('--tensorflow <folder>', 'link with this TensorFlow instead: a virtual environment that stays where it is')
  .action(({ cuda = false, tensorflow = null }: { cuda?: boolean; tensorflow?: string | null }) =>
    runAction(async (signal) => {
      const tell = (line: string): void => void process.stdout.write(`${line}\n`);
      const folder = nativeFolder() ?? refuseNoFolder();
      const lockPath = join(import.meta.dirname, '..', '..', 'package-lock.json');
      const { native, built } = await installTensorflow({ folder, lockPath, tensorflow, cuda, tell }, signal);
      tell(`TensorFlow ${native.version} ${built ? 'is ready' : 'was ready already'}: ${folder}`);
      tell(`It computes on ${native.device}. Take it by --engine tensorflow.`);
      return exitCodes.ok;
    }),
  );
await setup.parseAsync();

function refuseNoFolder(): never {
  throw new SteerscopeError(
    'bad-request',
    'STEERSCOPE_NATIVE_TENSORFLOW is set to nothing, which turns native TensorFlow off.',
    'Unset it, or set it to a folder.',
  );
}
