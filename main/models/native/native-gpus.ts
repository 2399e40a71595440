import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Gpu {
  /** As `nvidia-smi` counts them, and `CUDA_VISIBLE_DEVICES` with `CUDA_DEVICE_ORDER=PCI_BUS_ID`. */
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly memoryMib: number;
}

let listing: Promise<readonly Gpu[]> | null = null;

/** The NVIDIA GPUs that the driver knows; none where there is no driver. Asked once a thread, not by every network opened. */
export function listGpus(): Promise<readonly Gpu[]> {
  listing ??= askDriver();
  return listing;
}

async function askDriver(): Promise<readonly Gpu[]> {
  const query = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'];
  const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 5000 }).catch(() => ({ stdout: '' }));
  return parseGpus(stdout);
}

/** `0, GPU-5f..., NVIDIA RTX A2000, 6138` a line. */
export function parseGpus(csv: string): readonly Gpu[] {
  return csv.split('\n').flatMap((line) => {
    const [index, uuid, name, memory] = line.split(',').map((field) => field.trim());
    if (index === undefined || !/^\d+$/.test(index) || uuid === undefined || name === undefined) return [];
    return [{ index: Number(index), uuid, name, memoryMib: Number(memory) }];
  });
}

/** The GPU that `CUDA_VISIBLE_DEVICES` leaves to this process; null when it leaves none that is there. */
export function chosenGpu(gpus: readonly Gpu[], visible = process.env['CUDA_VISIBLE_DEVICES']): Gpu | null {
  const [first = '0'] = (visible ?? '0').split(',').map((word) => word.trim());
  return (
    gpus.find((gpu) => String(gpu.index) === first || (first.startsWith('GPU-') && gpu.uuid.startsWith(first))) ?? null
  );
}
