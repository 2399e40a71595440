import { expect, test } from 'vitest';
import { fileNames } from '../../../../main/cli/map-files.ts';

test('layer names become file names: no path, no hidden file, none twice', () => {
  expect(fileNames(['conv2d_1', 'block/conv', 'block\\conv', '../../etc', 'Conv', 'conv', 'é', ''])).toEqual([
    'conv2d_1',
    'block_conv',
    'block_conv_2',
    '__.._etc',
    'Conv',
    'conv_2',
    '_',
    'layer',
  ]);
});
