import { expect, test } from 'vitest';
import { predictionsCsv } from '../../../../main/cli/predictions-csv.ts';
import { textsOf } from '../../../../shared/texts.ts';

test('one line a frame; empty where there is no number; names with commas quoted', () => {
  const columns = {
    timeSecs: Float64Array.of(0, 0.1, 0.2),
    steering: Float64Array.of(0, 0.25, Number.NaN),
    numeric: {},
    logRow: Uint32Array.of(1, 2, 3),
    image: textsOf(['a.jpg', 'b, left.jpg', 'c.jpg']),
  };
  // As the network answers: float32.
  const predicted = Float64Array.of(Math.fround(0.1), Number.NaN);
  expect(predictionsCsv(columns, { predicted, from: 1, sameUnit: true, others: [] })).toBe(
    'frame,image,time_s,recorded,predicted,error\n1,"b, left.jpg",0.1,0.25,0.100000001,-0.15\n2,c.jpg,0.2,,,\n',
  );
});

test('a drive without time and steering has empty columns', () => {
  const columns = { timeSecs: null, steering: null, numeric: {}, logRow: Uint32Array.of(1), image: textsOf(['a.jpg']) };
  const predictions = { predicted: Float64Array.of(0.5), from: 0, sameUnit: true, others: [] };
  expect(predictionsCsv(columns, predictions)).toContain('\n0,a.jpg,,,0.5,\n');
});

test('other outputs are columns of their own; there is no error between different units', () => {
  const steering = Float64Array.of(0, 0.25);
  const columns = {
    timeSecs: null,
    steering,
    numeric: {},
    logRow: Uint32Array.of(1, 2),
    image: textsOf(['a.jpg', 'b.jpg']),
  };
  const others = [{ name: 'throttle', values: Float64Array.of(0.75, Number.NaN) }];
  const predicted = Float64Array.of(12, -3);
  expect(predictionsCsv(columns, { predicted, from: 0, sameUnit: false, others })).toBe(
    'frame,image,time_s,recorded,predicted,error,throttle\n0,a.jpg,,0,12,,0.75\n1,b.jpg,,0.25,-3,,\n',
  );
});
