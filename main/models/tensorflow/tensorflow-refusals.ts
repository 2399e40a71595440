import { SteerscopeError } from '../../../shared/steerscope-error.ts';

const convertIt =
  'In Python, run tf2onnx: python -m tf2onnx.convert --help shows how, then open the .onnx file it writes.';

/** The file is no TensorFlow graph, or is damaged; `what` follows "The file". */
export function notAGraph(what: string, path: string, cause?: unknown): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `The file ${what}: ${path}`,
    'Check that the network was copied in full, with all of its files, or export it again.',
    { cause },
  );
}

/** A graph that is whole but does what Steerscope cannot; `what` follows "The network". */
export function unsupportedGraph(what: string, path: string, nextStep = convertIt): SteerscopeError {
  return new SteerscopeError('unsupported-network', `The network ${what}: ${path}`, nextStep);
}
