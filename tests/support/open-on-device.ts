import { layers } from '@tensorflow/tfjs-layers';
import type { DeviceChoice, EngineChoice } from '../../shared/analysis.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import { counting, tinyModel } from './tiny-models.ts';

/*
 * Prints, as JSON, what opening a tiny network on a device came to and its answer: in a process of its own, since
 * graphics drivers read their environment when they are first loaded.
 *
 *     node open-on-device.ts onnx webgpu
 */
const [choice = 'auto', device = 'auto'] = process.argv.slice(2) as [EngineChoice, DeviceChoice];
const sums = layers.conv2d({ filters: 1, kernelSize: 2, activation: 'relu', name: 'conv' });
const model = await tinyModel([3, 3, 1], [[sums, [1, 1, 1, 1], [0]]]);
const engine = await openEngine(model, choice, { device });
const [result] = await engine.run({ count: 1, data: counting(9) });
console.log(JSON.stringify({ info: engine.info, averaged: [...(result?.averaged[0]?.values ?? [])] }));
await engine.dispose();
model.dispose();
