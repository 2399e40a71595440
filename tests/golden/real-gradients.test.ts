import { expect, test } from 'vitest';
import { probePictures } from '../../main/engines/device-probe.ts';
import { openOnnxEngine } from '../../main/engines/onnx.ts';
import { openModel } from '../../main/models/registry.ts';
import { compareSlopes } from '../support/measured-slopes.ts';
import { realData } from '../support/real-data.ts';

const networks = [
  'models/authors_netsvf/netsvf.onnx',
  'models/onnx_akadjoker_light/steering_model_light.onnx',
  'models/m_lybron/model.h5',
  'models/m_marcomarasca/model.h5',
  'models/m_spadin/model.h5',
  'models/m_spadin/saves/0002/model.h5',
  'models/donkey_pilots_circuitlaunch/models/pilot_21-08-12_11.tflite',
  'models/k3_sunchit/self_driving_model.keras',
  'drives/sully_martin/model/pilotnetCloudV1',
];

const present = networks.map((name) => [name, realData(...name.split('/'))] as const);

test.for(present)('the gradient of %s is what forward passes tell', async ([, path], { skip }) => {
  if (path === null) return skip('not beside the checkout');
  const model = await openModel(path);
  const engine = await openOnnxEngine(model, { threads: 1 });
  try {
    const { input, scalesInput } = model.info;
    const length = input.height * input.width * input.channels;
    const data = probePictures(model.info).data.slice(4 * length, 5 * length);
    const { cosine, ratio } = await compareSlopes(engine, model.info, { data }, scalesInput ? 0.02 : 1e-4);
    expect(cosine).toBeGreaterThan(0.999);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  } finally {
    await engine.dispose();
    model.dispose();
  }
});
