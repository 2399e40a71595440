import type { ParityReport } from '../analysis/convert-network.ts';
import { textTable } from './text-table.ts';

/** The differences, part by part, for a person. */
export function describeParity(report: ParityReport | null): string {
  if (!report) return 'Nothing to compare with: Steerscope runs this network as the ONNX it has written.';
  const { frames, outputs, stages, agrees, tolerance } = report;
  const rows = [
    ...outputs.map((part) => ['output', part.name, difference(part.maxDifference)]),
    ...stages.map((part) => ['stage', part.name, difference(part.maxDifference)]),
  ];
  const verdict = agrees
    ? `Both answer alike on ${String(frames)} pictures (within ${difference(tolerance)}).`
    : `They do NOT answer alike on ${String(frames)} pictures (beyond ${difference(tolerance)}): do not use the ONNX file, and please report the network.`;
  return [textTable([['', 'part', 'max difference'], ...rows], [2]), verdict].join('\n\n');
}

const difference = (value: number): string => value.toExponential(1);
