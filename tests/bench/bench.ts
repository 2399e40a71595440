import { decodeFormats } from './decode-formats.ts';
import { dragThroughVideos } from './drag.ts';
import { driveRun } from './drive-run.ts';
import { exportSpeed } from './export-speed.ts';
import { forwardPass } from './forward-pass.ts';
import { frameAnalysis } from './frame-analysis.ts';
import type { BenchRow } from './measure.ts';
import { analyzeMemory } from './memory.ts';
import { methodTiming } from './method-timing.ts';
import { openLargeDrive } from './open-drive.ts';
import { openRecording } from './open-recording.ts';
import { runBenches } from './run-benches.ts';
import { visualBackPropShare } from './visual-backprop-share.ts';

const benches: Record<string, () => Promise<BenchRow[]>> = {
  // First: Linux counts the peak of the process that starts another as the other's own.
  memory: analyzeMemory,
  forward: forwardPass,
  saliency: visualBackPropShare,
  methods: methodTiming,
  frame: frameAnalysis,
  drive: driveRun,
  open: openLargeDrive,
  recording: openRecording,
  decode: decodeFormats,
  drag: dragThroughVideos,
  export: exportSpeed,
};

// What an earlier run found out is no measure of this one.
process.env['STEERSCOPE_CACHE'] = 'off';
await runBenches(benches, process.argv.slice(2));
