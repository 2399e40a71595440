import { openEngine } from '../../main/engines/open-engine.ts';
import { openModel } from '../../main/models/registry.ts';
import { visualBackProp } from '../../main/saliency/visual-backprop.ts';
import { engineChoices } from '../../shared/analysis.ts';
import { demoModelPath } from './demo-paths.ts';
import { ms, percent, quantiles, timeEach, type BenchRow } from './measure.ts';

/** The paper's first claim: a mask costs less than the forward pass it explains. One thread, one frame at a time. */
export async function visualBackPropShare(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const choice of engineChoices.filter((name) => name !== 'auto')) {
    const model = await openModel(demoModelPath);
    const engine = await openEngine(model, choice, { threads: 1 });
    const { input, stages } = model.info;
    const data = Float32Array.from({ length: input.height * input.width * input.channels }, (_, i) => (i * 7919) % 256);
    const [result] = await engine.run({ count: 1, data });
    if (!result) throw new Error('The engine gave no result.');
    const forward: number[] = [];
    const masks: number[] = [];
    // Interleaved, so that a slow moment of the machine falls on both; enough rounds to leave the compiler's behind.
    for (let round = 0; round < 60; round++) {
      forward.push(...(await timeEach(20, () => engine.run({ count: 1, data }))));
      masks.push(...(await timeEach(20, () => visualBackProp(result.averaged, stages, input))));
    }
    const [forwardMs, maskMs] = [quantiles(forward).median, quantiles(masks).median];
    rows.push({
      what: `VisualBackProp beside its forward pass, ${engine.info.library}`,
      figure: `${percent(maskMs / forwardMs)} (${ms(maskMs)})`,
      target: '≤ 5 %',
      floor: `forward pass ${ms(forwardMs)}`,
    });
    await engine.dispose();
    model.dispose();
  }
  return rows;
}
