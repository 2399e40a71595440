import { floatAttribute, intAttribute } from '../onnx/onnx-attributes.ts';
import type { BackwardWriter } from './backward-writer.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import { sumToShape } from './sum-to-shape.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

/** How a Gemm or MatMul node takes its two factors. */
export interface MatrixProduct {
  /** Which of them lie transposed. */
  readonly transposesLeft: boolean;
  readonly transposesRight: boolean;
  /** What the product is multiplied by. */
  readonly factor: number;
  readonly leftRank: number;
  readonly rightRank: number;
}

/** @throws SteerscopeError `unsupported-layer` for factors that are no matrices. */
export function matrixProductOf(step: BackwardStep): MatrixProduct {
  const { proto } = step.node;
  const isGemm = proto.opType === 'Gemm';
  const [leftRank, rightRank] = [step.inputShape(0).length, step.inputShape(1).length];
  if (leftRank < 2 || rightRank < 2) throw cannotGoBack(step.node, 'multiplies vectors', step.path);
  return {
    transposesLeft: isGemm && intAttribute(proto, 'transA', 0) !== 0,
    transposesRight: isGemm && intAttribute(proto, 'transB', 0) !== 0,
    factor: isGemm ? floatAttribute(proto, 'alpha', 1) : 1,
    leftRank,
    rightRank,
  };
}

/** The product of another input or with another matrix, which lies as the node's own; without the node's bias. */
export function multiplyByMatrix({ write }: BackwardStep, product: MatrixProduct, left: string, right: string): string {
  const { transposesLeft, transposesRight, leftRank, rightRank, factor } = product;
  const factors = [turned(write, left, leftRank, transposesLeft), turned(write, right, rightRank, transposesRight)];
  return write.times(write.node('MatMul', factors), factor);
}

/** The adjoint of `multiplyByMatrix` as a function of `left`. */
export function multiplyByMatrixBack(
  step: BackwardStep,
  product: MatrixProduct,
  arriving: string,
  right: string,
): string {
  const { write } = step;
  const { transposesLeft, transposesRight, leftRank, rightRank, factor } = product;
  const back = write.matMul(arriving, turned(write, right, rightRank, !transposesRight));
  const summed = transposesLeft ? turned(write, back, leftRank, true) : toShapeOf(step, back, 0, rightRank);
  return write.times(summed, factor);
}

/** The adjoint as a function of `right`, for products of two tensors that both come from the picture. */
function rightBack(step: BackwardStep, product: MatrixProduct, arriving: string): string {
  const { write } = step;
  const { transposesLeft, transposesRight, leftRank, rightRank, factor } = product;
  const back = write.matMul(turned(write, step.input(0), leftRank, !transposesLeft), arriving);
  const summed = transposesRight ? turned(write, back, rightRank, true) : toShapeOf(step, back, 1, leftRank);
  return write.times(summed, factor);
}

/** Sums over the batches of matrices that the input at `index` was stretched over. */
function toShapeOf(step: BackwardStep, back: string, index: number, otherRank: number): string {
  const own = step.inputShape(index);
  if (otherRank === 2 && index === 0) return back;
  const stacked = step.outputShape(0).slice(0, -2);
  return sumToShape(step.write, back, [...stacked, ...own.slice(-2)], own);
}

function turned(write: BackwardWriter, matrix: string, rank: number, isTransposed: boolean): string {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  return isTransposed ? write.transpose(matrix, [...order.slice(0, -2), rank - 1, rank - 2]) : matrix;
}

const product: StepBack = (step) => {
  const arriving = step.arriving[0]!;
  const matrices = matrixProductOf(step);
  return [
    step.leads(0) ? multiplyByMatrixBack(step, matrices, arriving, step.input(1)) : null,
    step.leads(1) ? rightBack(step, matrices, arriving) : null,
    step.leads(2) ? biasBack(step, arriving) : null,
  ];
};

function biasBack(step: BackwardStep, arriving: string): string {
  const beta = floatAttribute(step.node.proto, 'beta', 1);
  return step.write.times(sumToShape(step.write, arriving, step.outputShape(0), step.inputShape(2)), beta);
}

export const matrixAdjoints: Readonly<Record<string, StepBack>> = { Gemm: product, MatMul: product };
