import { expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import { ExportJob } from '../../../../renderer/state/export-job.svelte.ts';

const request = {
  from: 0,
  to: 10,
  outPath: '/clip.mp4',
  maskStyle: maskStyleSchema.parse({}),
  pathSketch: null,
} as const;

function jobOf(reply: () => Response): { job: ExportJob; asked: string[] } {
  const asked: string[] = [];
  const api = new ApiClient(async (input, init) => {
    asked.push(`${init?.method} ${String(input)}`);
    return reply();
  });
  return { job: new ExportJob(api), asked };
}

test('follows its clip to the end and hears of no other', async () => {
  const { job } = jobOf(() => Response.json({ exportId: 'e1' }));
  await job.start('s', request);
  job.take({ type: 'export-progress', exportId: 'other', done: 9, total: 10, framesPerSec: 1 });
  job.take({ type: 'export-progress', exportId: 'e1', done: 4, total: 10, framesPerSec: 120 });
  expect(job.state).toMatchObject({ phase: 'running', done: 4, framesPerSec: 120 });
  job.take({ type: 'export-finished', exportId: 'e1', path: '/clip.mp4', sizeBytes: 5 });
  expect(job.state).toEqual({ phase: 'finished', exportId: 'e1', path: '/clip.mp4', sizeBytes: 5 });
  expect(job.fileUrl('e1')).toBe('/api/sessions/s/exports/e1/file');
});

test('a clip that cannot be begun says why', async () => {
  const error = { code: 'output-not-writable', message: 'Read-only: /clip.mp4', nextStep: 'Choose another folder.' };
  const { job } = jobOf(() => Response.json({ error }, { status: 422 }));
  await job.start('s', request);
  expect(job.state).toMatchObject({ phase: 'failed', error: { code: 'output-not-writable' } });
});

test('cancelling tells the product and goes back to the form', async () => {
  const { job, asked } = jobOf(() => Response.json({ exportId: 'e1', cancelled: true }));
  await job.start('s', request);
  await job.cancel();
  expect(job.state).toEqual({ phase: 'idle' });
  expect(asked.at(-1)).toBe('DELETE /api/sessions/s/exports/e1');
});
