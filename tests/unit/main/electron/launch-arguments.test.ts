import { expect, test } from 'vitest';
import { parseLaunchArguments } from '../../../../main/electron/launch-arguments.ts';

test('named and bare paths are resolved against the folder of the start', () => {
  expect(
    parseLaunchArguments(
      ['--drive', 'tub', '--mapping', 'tub.json', '--model=/nets/a.h5', 'more/b.onnx'],
      '/home/driver',
    ),
  ).toEqual({
    drivePath: '/home/driver/tub',
    modelPath: '/nets/a.h5',
    mappingPath: '/home/driver/tub.json',
    paths: ['/home/driver/more/b.onnx'],
  });
});

test("Chromium's own switches pass by", () => {
  const launch = parseLaunchArguments(['--no-sandbox', '--force-color-profile=srgb'], '/');
  expect(launch).toEqual({ drivePath: null, modelPath: null, mappingPath: null, paths: [] });
});
