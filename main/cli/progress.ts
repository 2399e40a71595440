import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a job is, on stderr: a bar on a terminal, a plain line every tenth elsewhere. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** @param things what is counted. */
export function startProgress(
  what: string,
  stream: NodeJS.WriteStream = process.stderr,
  things: string = 'frames',
): Progress {
  return stream.isTTY ? barProgress(what, stream, things) : lineProgress(what, stream, things);
}

function barProgress(what: string, stream: NodeJS.WriteStream, things: string): Progress {
  const format = `${what} {bar} {value}/{total} ${things} · {framesPerSec}/s · {eta_formatted} left`;
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  const start = performance.now();
  let started = false;
  return {
    update(done, total) {
      const framesPerSec = Math.round((1000 * done) / Math.max(performance.now() - start, 1));
      if (!started) bar.start(total, done, { framesPerSec });
      bar.setTotal(total);
      started = true;
      bar.update(done, { framesPerSec });
    },
    stop: () => bar.stop(),
  };
}

function lineProgress(what: string, stream: NodeJS.WriteStream, things: string): Progress {
  let tenthsTold = 0;
  return {
    update(done, total) {
      const tenths = Math.floor((10 * done) / total);
      if (tenths <= tenthsTold) return;
      tenthsTold = tenths;
      stream.write(`${what}: ${done} of ${total} ${things}\n`);
    },
    stop: () => undefined,
  };
}
