import { SteerscopeError } from '../../../shared/steerscope-error.ts';

/** Where a port's program would stop with an error of its own, or means nothing. @param why a sentence. */
export function portRefusal(why: string): SteerscopeError {
  return new SteerscopeError('unsupported-network', why, 'Take VisualBackProp, or a port that fits the network.');
}
