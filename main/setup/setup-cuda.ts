import { join } from 'node:path';
import { Command } from 'commander';
import { env } from 'onnxruntime-node';
import { exitCodes } from '../cli/exit-codes.ts';
import { runAction } from '../cli/run-action.ts';
import { onnxruntimeFolder } from '../engines/onnx-devices.ts';
import { chosenGpu, listGpus } from '../models/native/native-gpus.ts';
import { userDataFolder } from '../models/native/native-folder.ts';
import { installCudaProvider } from './install-cuda-provider.ts';

/* `npm run setup:cuda`: onnxruntime on NVIDIA GPUs. */

const version = env.versions.node ?? env.versions.common;
const folder = join(userDataFolder(), 'steerscope', 'onnxruntime-cuda');

const setup = new Command('setup:cuda')
  .description(
    `Gives onnxruntime ${version} its provider for NVIDIA GPUs and NVIDIA's libraries, which pip fetches, into ${folder}. ` +
      'Needs Linux on x64, Python with pip, and 6 GB; the driver of the GPU must be installed.',
  )
  .action(() =>
    runAction(async (signal) => {
      const tell = (line: string): void => void process.stdout.write(`${line}\n`);
      const request = { folder, onnxruntimeFolder: onnxruntimeFolder(), onnxruntimeVersion: version, tell };
      const fetched = await installCudaProvider(request, signal);
      const gpu = chosenGpu(await listGpus());
      tell(`onnxruntime's CUDA provider ${fetched ? 'is ready' : 'was there already'}: ${folder}`);
      tell(gpu ? `Take the ${gpu.name} by --device cuda.` : 'No NVIDIA GPU answers here: nvidia-smi must list one.');
      return exitCodes.ok;
    }),
  );
await setup.parseAsync();
