import { join } from 'node:path';
import { temporaryFolder } from '../support/make-drive.ts';
import { makeVideo } from '../support/make-video.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const demoNetwork = join(import.meta.dirname, '..', '..', 'demo', 'model', 'pilotnet.h5');

test('a hand that drags through a video sees frames nearby, marked, and then the frame itself', async ({ open }) => {
  using folder = temporaryFolder();
  // One group as long as the video but for its end, so that a frame in it takes its time.
  const groups = 'keyint=250:min-keyint=250:scenecut=0';
  const path = makeVideo(join(folder.path, 'drive.mp4'), {
    ...{ encoder: 'libx264', encoderOptions: { preset: 'ultrafast', 'x264-params': groups } },
    ...{ frameCount: 260, width: 1280, height: 720, keyEvery: 250 },
  });
  const { page } = await open(['--drive', path, '--model', demoNetwork]);
  const camera = page.getByRole('img', { name: 'Camera frame' });
  await expect(counter(page)).toContainText('frame 0 / 260');
  await expect(camera).toHaveAttribute('data-mask', 'true', { timeout: 60_000 });

  // Everything that the panel shows from now on: frame, whether a draft, whether under a mask, and the mark.
  await camera.evaluate((canvas) => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const { frame, draft, mask } = canvas.dataset;
      const mark = /≈ frame \d+/.exec(canvas.closest('section')?.innerText ?? '')?.[0] ?? 'no mark';
      seen.push(`${frame} ${draft === 'true' ? 'draft' : 'exact'} ${mask === 'true' ? 'mask' : 'no mask'}, ${mark}`);
    }).observe(canvas.parentElement ?? canvas, {
      attributes: true,
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);

  const timeline = page.getByRole('scrollbar', { name: 'Timeline' });
  const { x = 0, y = 0, width = 0, height = 0 } = (await timeline.boundingBox()) ?? {};
  const over = async (frame: number): Promise<void> =>
    page.mouse.move(x + ((frame + 0.5) / 260) * width, y + height / 2);
  await over(0);
  await page.mouse.down();
  for (let frame = 150; frame < 240; frame += 3) await over(frame);
  const marked = /^(\d+) draft no mask, ≈ frame \1$/;
  await expect.poll(async () => (await seen()).some((one) => marked.test(one))).toBe(true);
  await over(200);
  await page.mouse.up();

  await expect(counter(page)).toContainText('frame 200 / 260');
  await expect(camera).toHaveAttribute('data-frame', '200');
  await expect(camera).toHaveAttribute('data-draft', 'false');
  await expect(camera).toHaveAttribute('data-mask', 'true');
  await expect(page.getByText('≈ frame')).toHaveCount(0);
  expect((await seen()).filter((one) => one.includes('draft mask'))).toEqual([]);
});
