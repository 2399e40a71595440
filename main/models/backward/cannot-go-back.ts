import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { GraphNode } from '../onnx/onnx-graph.ts';

/** The error for a node that no gradient goes back through; `why` follows the node. */
export function cannotGoBack({ name, proto }: GraphNode, why: string, path: string): SteerscopeError {
  return new SteerscopeError(
    'unsupported-layer',
    `Node ${name} (${proto.opType}) ${why}, so that nothing can be traced from the steering back to the picture: ${path}`,
    'Choose VisualBackProp or occlusion, which need no gradients.',
  );
}
