import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { ModelInfo } from '../../shared/model.ts';
import { methodFacts, type SaliencyMethod } from '../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { outputError } from '../export/output-file.ts';
import { NpyWriter } from './npy-writer.ts';
import type { OutputFolder } from './output-folder.ts';

/** Which maps to write beside the predictions. */
export interface MapChoice {
  readonly method: SaliencyMethod;
  /** masks.npy `[frame, row, column]` in the network's input size, 0..1; -1..1 of a method with a sign. NaN without a mask. */
  readonly masks: boolean;
  /** averaged-<layer>.npy and intermediate-<layer>.npy `[frame, row, column]` of each stage, in its own size. */
  readonly layers: boolean;
}

interface MapFile {
  readonly writer: NpyWriter;
  readonly pick: (analysis: FrameAnalysis) => Float32Array | null;
}

/** The .npy files of a run, written as its frames come. */
export class MapFiles {
  readonly #folder: OutputFolder;
  readonly #files: MapFile[] = [];

  private constructor(folder: OutputFolder) {
    this.#folder = folder;
  }

  /** @throws SteerscopeError `unsupported-network` when maps are wanted of a network without convolutions. */
  static async open(folder: OutputFolder, choice: MapChoice, model: ModelInfo, frameCount: number): Promise<MapFiles> {
    const needsStages = choice.layers || (choice.masks && methodFacts[choice.method].explains === 'last-convolution');
    if (needsStages && model.stages.length === 0)
      throw new SteerscopeError(
        'unsupported-network',
        `This network has no convolution, so there is nothing to show where it looks: ${model.path}`,
        'Leave out --layers, and --masks or take a --method that explains the steering (steerscope methods).',
      );
    const files = new MapFiles(folder);
    try {
      if (choice.masks) await files.#add('masks.npy', frameCount, model.input, ({ mask }) => mask?.values ?? null);
      if (choice.layers) await files.#addLayers(model, frameCount);
      return files;
    } catch (thrown) {
      await files.close();
      throw outputError(thrown, folder.path);
    }
  }

  /** The maps of the next frames. @throws SteerscopeError `disk-full`, `output-not-writable`. */
  async append(analyses: readonly FrameAnalysis[]): Promise<void> {
    try {
      for (const { writer, pick } of this.#files) await writer.append(analyses.map(pick));
    } catch (thrown) {
      throw outputError(thrown, this.#folder.path);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map(({ writer }) => writer.close()));
  }

  async #addLayers({ stages }: ModelInfo, frameCount: number): Promise<void> {
    const names = fileNames(stages.map(({ layer }) => layer));
    for (const [index, stage] of stages.entries()) {
      const name = names[index] ?? String(index);
      await this.#add(
        `averaged-${name}.npy`,
        frameCount,
        stage,
        (analysis) => analysis.stages[index]?.averaged.values ?? null,
      );
      await this.#add(
        `intermediate-${name}.npy`,
        frameCount,
        stage,
        (analysis) => analysis.stages[index]?.intermediate.values ?? null,
      );
    }
  }

  async #add(
    name: string,
    frameCount: number,
    { height, width }: { readonly height: number; readonly width: number },
    pick: MapFile['pick'],
  ): Promise<void> {
    const file = await this.#folder.create(name);
    this.#files.push({ writer: await NpyWriter.start(file, frameCount, height, width), pick });
  }
}

/** Layer names as parts of file names: other signs than letters, digits, `_`, `-` and `.` become `_`, and none comes twice. */
export function fileNames(layers: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return layers.map((layer) => {
    const plain =
      layer
        .replace(/[^\w.-]/g, '_')
        .replace(/^\.+/, '_')
        .slice(0, 100) || 'layer';
    let name = plain;
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${plain}_${copy}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
