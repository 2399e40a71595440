import type { EngineTiming, NetworkTiming } from '../../shared/method-timing.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import { textTable } from './text-table.ts';

/** What was measured, for a person: a table for each engine. */
export function describeTiming({ path, parameterCount, stageCount, threads, engines, without }: NetworkTiming): string {
  const parameters = parameterCount.toLocaleString('en').replaceAll(',', ' ');
  return [
    `${path}: ${parameters} parameters, ${String(stageCount)} stages`,
    ...engines.map((engine) => describeEngineTiming(engine, threads)),
    ...without.map(({ engine, reason }) => `${engine}: not timed. ${reason}`),
  ].join('\n\n');
}

/** @param threads of one call of onnxruntime. */
export function describeEngineTiming(
  { engine, forwardMs, forwardWithMapsMs, methods }: EngineTiming,
  threads: number,
): string {
  const visualBackProp = methods.find(({ method }) => method === 'visual-backprop')?.addedMs ?? null;
  const rows = methods.flatMap(({ method, maskMs, addedMs }) => {
    if (maskMs === null || addedMs === null) return [];
    const besideForward = (ms: number): readonly string[] => [
      milliseconds(ms),
      `${((100 * ms) / forwardMs).toFixed(1)} %`,
    ];
    const toVisualBackProp = visualBackProp === null ? '' : (addedMs / visualBackProp).toFixed(1);
    return [[methodFacts[method].name, ...besideForward(maskMs), ...besideForward(addedMs), toVisualBackProp]];
  });
  const on = engine.name === 'onnx' ? `, ${String(threads)} ${threads === 1 ? 'thread' : 'threads'}` : '';
  return [
    `${engine.library} on ${engine.device}${on}: forward pass ${milliseconds(forwardMs)}, with averaged maps ${milliseconds(forwardWithMapsMs)}`,
    textTable([['', 'mask', '÷ forward', 'added', '÷ forward', '÷ VisualBackProp'], ...rows], [1, 2, 3, 4, 5]),
    ...describeUntimed(methods),
  ].join('\n');
}

/** Those without a time, by the reason. */
function describeUntimed(methods: EngineTiming['methods']): readonly string[] {
  const reasons = new Set(methods.flatMap(({ reason }) => (reason === null ? [] : [reason])));
  return [...reasons].map((reason) => {
    const names = methods.filter((one) => one.reason === reason).map(({ method }) => methodFacts[method].name);
    return `${names.join('; ')}: not timed. ${reason}`;
  });
}

const milliseconds = (value: number): string => `${value.toFixed(value < 1 ? 3 : 2)} ms`;
