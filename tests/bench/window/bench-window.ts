import { runBenches } from '../run-benches.ts';
import { longUse } from './long-use.ts';
import { dragging, jumping } from './moving.ts';
import { openLarge } from './open-large.ts';
import { plotting } from './plotting.ts';
import { stepping } from './stepping.ts';

/*
 * The window as a hand meets it: the built product, its page in Chromium without a GPU (every pixel is drawn by the
 * processor, which a desktop's is spared). `npm run build` first.
 */
await runBenches(
  { open: openLarge, step: stepping, jump: jumping, drag: dragging, plot: plotting, heap: longUse },
  process.argv.slice(2),
);
