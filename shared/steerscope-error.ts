import { readableText } from './readable-text.ts';

/** Every way in which the product refuses; the window and the exit code both go by it. */
export type ErrorCode =
  | 'not-found'
  | 'not-readable'
  | 'not-a-drive'
  | 'empty-drive'
  | 'no-image-found'
  | 'image-not-decodable'
  | 'not-a-network'
  | 'unsupported-network'
  | 'unsupported-layer'
  | 'input-mismatch'
  | 'bad-preprocessing'
  | 'nothing-to-map'
  | 'bad-project'
  | 'bad-request'
  | 'no-such-frame'
  | 'output-not-writable'
  | 'file-changed'
  | 'disk-full'
  | 'engine-failed'
  | 'worker-failed'
  | 'cancelled'
  | 'unauthorised'
  | 'unreachable'
  | 'internal';

/** How an error travels: a code, a sentence, and what to do next. */
export interface WireError {
  readonly code: ErrorCode;
  /** One sentence that says what is wrong and where; the path comes last. */
  readonly message: string;
  /** What the user can do about it, as a sentence. */
  readonly nextStep: string;
}

/** A failure that the user can understand and act on. Bugs are plain `Error`s; absence is `null`. */
export class SteerscopeError extends Error {
  override readonly name = 'SteerscopeError';
  readonly code: ErrorCode;
  readonly nextStep: string;

  constructor(code: ErrorCode, message: string, nextStep: string, options?: { cause?: unknown }) {
    // Both quote names and paths of strangers.
    super(readableText(message), options);
    this.code = code;
    this.nextStep = readableText(nextStep);
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, nextStep: this.nextStep };
  }

  static fromWire(wire: WireError): SteerscopeError {
    return new SteerscopeError(wire.code, wire.message, wire.nextStep);
  }

  /** Anything thrown, as a SteerscopeError: an abort becomes `cancelled`, the unforeseen `internal`. */
  static from(thrown: unknown): SteerscopeError {
    if (thrown instanceof SteerscopeError) return thrown;
    if (thrown instanceof Error && thrown.name === 'AbortError')
      return new SteerscopeError('cancelled', 'Cancelled.', 'Start it again when you want it.', { cause: thrown });
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    return new SteerscopeError(
      'internal',
      `Steerscope met an unforeseen error: ${text}`,
      'Please report it with the steps that led here.',
      { cause: thrown },
    );
  }
}
