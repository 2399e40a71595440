import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../main/engines/open-engine.ts';
import { openModel } from '../../main/models/registry.ts';
import { realData } from '../support/real-data.ts';

/** One row a picture; tensorflow_real_oracle.py says how. */
const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'tensorflow_real.json'), 'utf8')) as Readonly<
  Record<string, readonly (readonly number[])[]>
>;

const stages: Readonly<Record<string, readonly string[]>> = {
  'drives/sully_martin/model/pilotnetCloudV1': ['31x98x24', '14x47x36', '5x22x48', '3x20x64', '1x18x64'],
  'models/tfjs_graph_subhadip/tfjs_model/model.json': ['24x24x8', '8x8x16'],
};

describe.each(Object.keys(answers))('%s', (name) => {
  const path = realData(...name.split('/'));

  test.skipIf(path === null).each(['onnx', 'tensorflow'] as const)(
    'answers as TensorFlow on the %s engine',
    async (choice) => {
      const model = await openModel(path ?? '');
      onTestFinished(() => model.dispose());
      expect(model.info.stages.map(({ height, width, channels }) => `${height}x${width}x${channels}`)).toEqual(
        stages[name],
      );
      const expected = answers[name] ?? [];
      const { height, width, channels } = model.info.input;
      const length = expected.length * height * width * channels;
      const data = Float32Array.from({ length }, (_, index) => ((index * 7919) % 256) / 255);
      const engine = await openEngine(model, choice, { threads: 1, device: choice === 'onnx' ? 'cpu' : 'wasm' });
      onTestFinished(() => engine.dispose());
      const results = await engine.run({ count: expected.length, data });
      expect(results).toHaveLength(20);
      const largest = Math.max(...expected.flat().map(Math.abs));
      for (const [picture, values] of expected.entries())
        for (const [element, value] of values.entries())
          expect(Math.abs((results[picture]?.outputs[0]?.[element] ?? Number.NaN) - value) / largest).toBeLessThan(
            1e-5,
          );
    },
  );
});
