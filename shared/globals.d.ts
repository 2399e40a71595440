// The few globals that Node, Electron, a worker and a page all have; anything else is out of bounds in shared/.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
