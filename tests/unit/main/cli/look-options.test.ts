import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { lookOf, lookOptions, type LookFlags } from '../../../../main/cli/look-options.ts';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import { pathSketchSchema } from '../../../../shared/path-sketch.ts';

function look(...args: readonly string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  for (const option of lookOptions()) command.addOption(option);
  return lookOf(command.parse(args, { from: 'user' }).opts<LookFlags>());
}

describe('how a clip looks', () => {
  test('is as in the window when nothing is said', () => {
    expect(look()).toEqual({ maskStyle: maskStyleSchema.parse({}), pathSketch: null });
  });

  test('is said in flags', () => {
    const said = look(
      '--colour-map',
      'cividis',
      '--contours',
      '--opacity',
      '1',
      '--threshold',
      '0.3',
      '--gamma',
      '0.5',
    );
    expect(said.maskStyle).toMatchObject({
      colourMap: 'cividis',
      drawn: 'contours',
      opacity: 1,
      threshold: 0.3,
      gamma: 0.5,
    });
  });

  test('has two colours for masks with a sign', () => {
    expect(look('--signed-colours', 'purple-green').maskStyle.signedColours).toBe('purple-green');
    expect(() => look('--signed-colours', 'viridis')).toThrow(/Allowed choices are blue-orange/);
  });

  test('has a scale of the frame, of the clip, or a value', () => {
    expect(look('--scale', 'clip').maskStyle.scale).toEqual({ over: 'clip' });
    expect(look('--scale', '2.5e-7').maskStyle.scale).toEqual({ over: 'fixed', max: 2.5e-7 });
    for (const bad of ['0', '-1', 'drive', '', 'Infinity']) expect(() => look('--scale', bad)).toThrow(/above 0/);
  });

  test('has its full colour at the largest or at the percentile', () => {
    expect(look('--full-colour', 'largest').maskStyle.fullColour).toBe('largest');
    expect(() => look('--full-colour', 'most')).toThrow(/Allowed choices are auto, largest, percentile/);
  });

  test('has a path with the usual numbers, or with others', () => {
    expect(look('--path-sketch').pathSketch).toEqual(pathSketchSchema.parse({}));
    expect(look('--path-sketch', 'horizon=0.42, wheelbaseM=2.5').pathSketch).toMatchObject({
      horizon: 0.42,
      wheelbaseM: 2.5,
      cameraHeightM: 1.2,
    });
    expect(() => look('--path-sketch', 'horizon')).toThrow(/names and numbers/);
    expect(() => look('--path-sketch', 'horizon=7')).toThrow(/horizon/);
    expect(() => look('--path-sketch', 'height=1')).toThrow(/height/i);
    expect(() => look('--path-sketch', 'horizon=x')).toThrow(/horizon/);
  });

  test.each(['1.5', '-0.1', 'x', ''])('refuses an opacity of "%s"', (opacity) =>
    expect(() => look('--opacity', opacity)).toThrow(/from 0 to 1/),
  );
});
