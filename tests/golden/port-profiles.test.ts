import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../main/engines/engine.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import type { Model } from '../../main/models/model.ts';
import { networkPath } from '../../main/models/network-path.ts';
import { openModel } from '../../main/models/registry.ts';
import { donkeycarGradient } from '../../main/saliency/ports/donkeycar-gradient.ts';
import { minMaxed } from '../../main/saliency/ports/map-arithmetic.ts';
import { readPortMap } from '../../main/saliency/ports/port-mask.ts';
import { portProfiles } from '../../main/saliency/ports/port-profiles.ts';
import type { PortMethod } from '../../shared/port-methods.ts';
import { visualBackProp } from '../../main/saliency/visual-backprop.ts';
import { layeredNetwork, type LayerSketch } from '../support/layered-network.ts';
import { scattered } from '../support/tiny-models.ts';

interface GoldenMask {
  readonly port: PortMethod;
  readonly network: string;
  readonly size: readonly [number, number];
  /** float32, base64; of the demo's every seventh. */
  readonly values: string;
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'port_profiles.json'), 'utf8')) as {
  readonly networks: readonly {
    readonly name: string;
    readonly input: readonly number[];
    readonly layers: readonly LayerSketch[];
  }[];
  readonly masks: readonly GoldenMask[];
};

/** The networks' own numbers are float32 here, float64 there. */
const tolerance = 1e-5;

const opened = new Map<string, { readonly model: Model; readonly engine: Engine }>();
const differences: Record<string, number> = {};

beforeAll(async () => {
  const demo = await openModel(join(import.meta.dirname, '../../demo/model/pilotnet.h5'));
  opened.set('demo', { model: demo, engine: await openEngine(demo, 'onnx', { threads: 1 }) });
  for (const { name, input, layers } of golden.networks) {
    const model = layeredNetwork(input, layers);
    opened.set(name, { model, engine: await openEngine(model, 'onnx', { threads: 1 }) });
  }
});

afterAll(async () => {
  for (const { model, engine } of opened.values()) {
    await engine.dispose();
    model.dispose();
  }
  const file = process.env['STEERSCOPE_DIFFERENCES'];
  if (file) writeFileSync(file, JSON.stringify(differences, null, 2));
});

test.each(golden.masks)('$port draws on the network "$network" as its program does', async (mask) => {
  const { model, engine } = opened.get(mask.network)!;
  const { height, width, channels } = model.info.input;
  const picture = scattered(height * width * channels, 1001);
  const input = mask.network === 'demo' ? picture.map((value) => (value + 1) * 127.5) : picture;
  const { size, values: own } = await drawn(mask.port, input, model, engine);
  expect(size).toEqual(mask.size);
  const expected = new Float32Array(Uint8Array.from(Buffer.from(mask.values, 'base64')).buffer);
  const step = mask.network === 'demo' ? 7 : 1;
  expect(expected.length).toBe(Math.ceil(own.length / step));
  const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - own[at * step]!)), 0);
  differences[`${mask.port} ${mask.network}`] = worst;
  expect(worst).toBeLessThan(tolerance);
});

test.each(['port-vis-lua', 'port-donkeycar-3'] as const)('%s is the paper’s on the demo’s network', async (port) => {
  const { model, engine } = opened.get('demo')!;
  const { stages, input: size } = model.info;
  const input = scattered(size.height * size.width * size.channels, 1001).map((value) => (value + 1) * 127.5);
  const [result] = await engine.run({ count: 1, data: input });
  const { mask } = visualBackProp(result!.averaged, stages, size);
  const { values } = await drawn(port, input, model, engine);
  const worst = mask.values.reduce((most, value, at) => Math.max(most, Math.abs(value - values[at]!)), 0);
  expect(worst).toBeLessThan(1e-6);
});

/** As the port's program gives it: between 0 and 1 where that is so there, else by its largest magnitude. */
async function drawn(port: PortMethod, input: Float32Array, model: Model, engine: Engine) {
  const size = model.info.input;
  if (port === 'port-donkeycar-4') {
    const [result] = await engine.run({ count: 1, data: input });
    const { height, width, values } = await donkeycarGradient({
      ...{ input, size, outputs: result!.outputs },
      trace: (pass, data, count, seeds) => engine.backward(pass, { count, data }, seeds!),
    });
    return { size: [height, width], values };
  }
  const profile = portProfiles[port];
  const { map } = await readPortMap(profile, {
    ...{ input, size, path: () => networkPath(model) },
    maps: (points, reading, asked) => engine.maps(points, reading, asked),
  });
  const largest = map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const values = profile.final === 'min-max' ? minMaxed(map, 0).values : map.values.map((value) => value / largest);
  return { size: [map.height, map.width], values };
}
