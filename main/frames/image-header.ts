/** What the first bytes of an image say, without decoding it. */
export interface ImageHeader {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour, 4 CMYK; null for what is not JPEG. */
  readonly jpegComponents: number | null;
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** The media type by the first bytes, whatever the file is called. */
export function mediaTypeOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (latin1(bytes, 1, 4) === 'PNG' && bytes[0] === 0x89) return 'image/png';
  if (latin1(bytes, 0, 2) === 'BM') return 'image/bmp';
  if (/^GIF8[79]a$/.test(latin1(bytes, 0, 6))) return 'image/gif';
  if (latin1(bytes, 0, 4) === 'RIFF' && latin1(bytes, 8, 12) === 'WEBP') return 'image/webp';
  return 'application/octet-stream';
}

/** Null when the bytes are no image that is decoded here, or end before its size is said. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const mediaType = mediaTypeOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = (width: number, height: number, jpegComponents: number | null = null): ImageHeader | null =>
    width > 0 && height > 0 ? { mediaType, width, height, jpegComponents } : null;
  try {
    switch (mediaType) {
      case 'image/jpeg': {
        const frame = jpegFrameHeader(view);
        return frame === null
          ? null
          : header(view.getUint16(frame + 7), view.getUint16(frame + 5), view.getUint8(frame + 9));
      }
      case 'image/png':
        return header(view.getUint32(16), view.getUint32(20));
      case 'image/bmp':
        // A negative height means rows from the top.
        return header(Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true)));
      case 'image/gif':
        return gifHeader(view, header);
      case 'image/webp':
        return webpHeader(bytes, view, header);
      default:
        return null;
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

/** Offset of the marker of the frame header (SOF), which says the size. */
function jpegFrameHeader(view: DataView): number | null {
  let offset = 2;
  while (offset + 4 <= view.byteLength) {
    const marker = view.getUint8(offset + 1);
    if (view.getUint8(offset) !== 0xff) return null;
    if (marker === 0xff) {
      // Any number of fill bytes may stand before a marker.
      offset += 1;
      continue;
    }
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrameHeader) return offset;
    if (marker === 0xda || marker === 0xd9) return null;
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    offset += standsAlone ? 2 : 2 + view.getUint16(offset + 2);
  }
  return null;
}

function webpHeader(
  bytes: Uint8Array,
  view: DataView,
  header: (width: number, height: number) => ImageHeader | null,
): ImageHeader | null {
  const uint24 = (offset: number): number => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
  switch (latin1(bytes, 12, 16)) {
    case 'VP8 ':
      return header(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const packed = view.getUint32(21, true);
      return header((packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return header(uint24(24) + 1, uint24(27) + 1);
    default:
      return null;
  }
}

/** Decoders make the screen as large as its first picture reaches, whatever size the screen claims. */
function gifHeader(view: DataView, header: (width: number, height: number) => ImageHeader | null): ImageHeader | null {
  const [screenWidth, screenHeight] = [view.getUint16(6, true), view.getUint16(8, true)];
  const flags = view.getUint8(10);
  const coloursBytes = flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
  let offset = 13 + coloursBytes;
  // Extensions: two bytes, then blocks of which the last is empty.
  while (view.getUint8(offset) === 0x21) {
    offset += 2;
    while (view.getUint8(offset) > 0) offset += view.getUint8(offset) + 1;
    offset += 1;
  }
  const [left, top, width, height] = [1, 3, 5, 7].map((at) => view.getUint16(offset + at, true)) as [
    number,
    number,
    number,
    number,
  ];
  return header(Math.max(screenWidth, left + width), Math.max(screenHeight, top + height));
}
