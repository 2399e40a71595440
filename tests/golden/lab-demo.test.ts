import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoDrive } from '../../demo/demo-drive.ts';
import { openSession, type Session } from '../../main/analysis/session.ts';
import { planLab } from '../../main/lab/plan-lab.ts';
import { summarise } from '../../main/lab/summarise.ts';
import { labRequestSchema } from '../../shared/lab.ts';
import type { DeletionSummary, FrameFindings, ShiftSummary } from '../../shared/lab-findings.ts';

/* What the papers found of their network holds for the bundled one, on the road that it has not seen, as asked by default. */

describe('the experiments on the bundled demo', () => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession({ drivePath: demoDrive.folder, modelPath: demoDrive.modelFile });
  });
  afterAll(() => session.dispose());

  const summaryOf = async (experiment: unknown) => {
    const request = labRequestSchema.parse({ experiment, from: demoDrive.heldBackFrom, every: 50 });
    const { frames } = planLab(request, session.state);
    if (request.experiment.kind === 'jumps') throw new Error('of single frames only');
    const findings: FrameFindings[] = [];
    for (const located of await session.locateFrames(demoDrive.heldBackFrom, demoDrive.frameCount)) {
      if (!frames.includes(located.frame)) continue;
      const { findings: found } = await session.experiment(located, request.experiment);
      if (found) findings.push(found);
    }
    expect(findings).toHaveLength(6);
    return summarise(request.experiment, findings);
  };

  test('moving what is salient steers nearly as moving all, in a line; the background hardly does', async () => {
    const { fits, validity, salientToBackground, control, salientShare } = (await summaryOf({
      kind: 'shift',
    })) as ShiftSummary;
    expect(fits.salient.r2).toBeGreaterThan(0.9);
    expect(salientToBackground).toBeGreaterThan(3);
    expect(validity).toBeGreaterThan(0.7);
    // Neither for its size nor for its shape: the same shape elsewhere does much less.
    expect(salientShare.median).toBeLessThan(0.25);
    expect(control.validity).toBeLessThan(0.6 * validity!);
  });

  test('deleting and inserting by the mask beats random orders and the centre', async () => {
    const { deletion, insertion } = (await summaryOf({ kind: 'deletion', steps: 10, repeats: 1 })) as DeletionSummary;
    for (const { random, centre } of [deletion.margins, insertion.margins]) {
      expect([random.better, centre.better]).toEqual([1, 1]);
      expect(Math.min(random.low, centre.low)).toBeGreaterThan(0);
    }
    // The mean change of steering is at least a quarter larger than by the centre, and twice that of random orders.
    expect(deletion.margins.centre.relative).toBeGreaterThan(0.25);
    expect(deletion.margins.random.relative).toBeGreaterThan(1);
  });
});
