import type { FrameAnalysis } from '../../shared/analysis.ts';
import { channelFigures, joinedFigures, type ChannelFigures } from '../../shared/channel-figures.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';

/** A stage's channels over a sample of frames. */
export interface SampledStage {
  /** Frames that were looked at. */
  readonly frames: number;
  /** Frames that could not be. */
  readonly failed: number;
  /** One a channel. */
  readonly channels: readonly ChannelFigures[];
}

/** More tell no more of which channels never fire, and take longer. */
export const sampleFrames = 64;

/** Looks at the channels of a stage in frames spread over the drive. */
export class DriveSample {
  /** What is being looked at; null while nothing is. */
  progress = $state.raw<{ readonly stage: number; readonly done: number; readonly total: number } | null>(null);
  error = $state.raw<SteerscopeError | null>(null);
  /** By stage, those that were looked at. */
  stages = $state.raw<readonly (SampledStage | undefined)[]>([]);

  readonly #api: ApiClient;
  readonly #onAnalysis: (analysis: FrameAnalysis) => void;
  #abort: AbortController | null = null;

  /** @param onAnalysis called for every frame of the sample: its maps widen a common scale. */
  constructor(api: ApiClient, onAnalysis: (analysis: FrameAnalysis) => void) {
    this.#api = api;
    this.#onAnalysis = onAnalysis;
  }

  /** Frames `first` to `last`, both included; a run under way is given up. */
  async start(session: string, stage: number, activation: string, first: number, last: number): Promise<void> {
    this.cancel();
    this.error = null;
    const abort = new AbortController();
    this.#abort = abort;
    const frames = spread(first, last, sampleFrames);
    const channels: ChannelFigures[] = [];
    let failed = 0;
    for (const [done, frame] of frames.entries()) {
      this.progress = { stage, done, total: frames.length };
      try {
        this.#onAnalysis(await this.#api.frameAnalysis(session, frame, abort.signal));
        const maps = await this.#api.stageChannels(session, frame, stage, abort.signal);
        if (abort.signal.aborted) return;
        maps.forEach((map, index) => {
          const figures = channelFigures(map, activation);
          const before = channels[index];
          channels[index] = before ? joinedFigures(before, figures) : figures;
        });
      } catch (thrown) {
        if (abort.signal.aborted) return;
        failed += 1;
        this.error = SteerscopeError.from(thrown);
      }
    }
    if (failed < frames.length) {
      this.error = null;
      const stages = [...this.stages];
      stages[stage] = { frames: frames.length - failed, failed, channels };
      this.stages = stages;
    }
    this.progress = null;
    this.#abort = null;
  }

  cancel(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.progress = null;
  }

  /** Other maps are to come: another drive or network, or read otherwise. */
  forget(): void {
    this.cancel();
    this.error = null;
    this.stages = [];
  }
}

/** At most `count` frames from `first` to `last`, both among them, evenly apart. */
export function spread(first: number, last: number, count: number): number[] {
  const most = Math.min(count, last - first + 1);
  return Array.from({ length: most }, (_, index) =>
    most === 1 ? first : first + Math.round((index * (last - first)) / (most - 1)),
  );
}
