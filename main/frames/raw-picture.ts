import type { RgbaImage } from '../../shared/pixels.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';

/** Bare pixels as a camera driver publishes them. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  /** The name in sensor_msgs/image_encodings.h, as `bgr8`. */
  readonly pixelFormat: string;
  readonly isBigEndian: boolean;
  /** From one row to the next; at least the pixels of a row. */
  readonly rowBytes: number;
  readonly bytes: Uint8Array;
}

/** As of other pictures. */
const maxPixels = 40_000_000;

/** Bytes of a pixel, and which of them are red, green, blue and alpha. */
interface PixelLayout {
  readonly bytes: number;
  readonly rgb: readonly [number, number, number];
}

const layouts: Readonly<Record<string, PixelLayout>> = {
  rgb8: { bytes: 3, rgb: [0, 1, 2] },
  bgr8: { bytes: 3, rgb: [2, 1, 0] },
  rgba8: { bytes: 4, rgb: [0, 1, 2] },
  bgra8: { bytes: 4, rgb: [2, 1, 0] },
  mono8: { bytes: 1, rgb: [0, 0, 0] },
  '8UC1': { bytes: 1, rgb: [0, 0, 0] },
  // OpenCV's own names say nothing of the order; cv2 keeps blue first.
  '8UC3': { bytes: 3, rgb: [2, 1, 0] },
  '8UC4': { bytes: 4, rgb: [2, 1, 0] },
};

/**
 * Pixels to RGBA. Alpha is left out, since networks are given three channels; of 16 bits the upper 8 are kept. YUV 4:2:2 is
 * converted as cv2.cvtColor does.
 * @throws DamagedContainer when the bytes are too few, or the format is not read.
 */
export function rawToRgba(picture: RawPicture): RgbaImage {
  const { width, height, pixelFormat, rowBytes, bytes } = picture;
  const converted = conversion(picture);
  if (converted === null)
    throw new DamagedContainer(`its pixels are “${pixelFormat.slice(0, 40)}”, which is not read yet`);
  if (!(width > 0 && height > 0 && width * height <= maxPixels))
    throw new DamagedContainer(`it claims ${width} × ${height} pixels`);
  if (rowBytes < width * converted.pixelBytes || rowBytes * (height - 1) + width * converted.pixelBytes > bytes.length)
    throw new DamagedContainer(`its ${bytes.length} bytes are too few for ${width} × ${height} pixels`);
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let row = 0; row < height; row += 1)
    converted.row(bytes.subarray(row * rowBytes, row * rowBytes + rowBytes), data.subarray(row * width * 4));
  return { width, height, data };
}

interface Conversion {
  readonly pixelBytes: number;
  row(from: Uint8Array, to: Uint8Array): void;
}

function conversion({ width, pixelFormat, isBigEndian }: RawPicture): Conversion | null {
  const layout = Object.hasOwn(layouts, pixelFormat) ? layouts[pixelFormat] : undefined;
  if (layout !== undefined) return { pixelBytes: layout.bytes, row: (from, to) => copyRow(from, to, width, layout) };
  if (pixelFormat === 'mono16' || pixelFormat === '16UC1') {
    const upper = isBigEndian ? 0 : 1;
    return { pixelBytes: 2, row: (from, to) => copyRow(from, to, width, { bytes: 2, rgb: [upper, upper, upper] }) };
  }
  // Two pixels share their colour: U Y V Y, or Y U Y V.
  const isUyvy = ['yuv422', 'uyvy', 'UYVY'].includes(pixelFormat);
  const isYuyv = ['yuv422_yuy2', 'yuyv', 'YUYV'].includes(pixelFormat);
  if ((isUyvy || isYuyv) && width % 2 === 0)
    return { pixelBytes: 2, row: (from, to) => yuvRow(from, to, width, isUyvy ? 1 : 0) };
  return null;
}

function copyRow(
  from: Uint8Array,
  to: Uint8Array,
  width: number,
  { bytes, rgb: [red, green, blue] }: PixelLayout,
): void {
  for (let pixel = 0; pixel < width; pixel += 1) {
    to[pixel * 4] = from[pixel * bytes + red]!;
    to[pixel * 4 + 1] = from[pixel * bytes + green]!;
    to[pixel * 4 + 2] = from[pixel * bytes + blue]!;
  }
}

/** OpenCV's fixed-point constants for ITU-R BT.601 in video range (color_yuv.simd.hpp): 2^20 is 1. */
const half = 1 << 19;
const cy = 1220542;
const cub = 2116026;
const cug = -409993;
const cvg = -852492;
const cvr = 1673527;

function yuvRow(from: Uint8Array, to: Uint8Array, width: number, firstY: number): void {
  const clamp = (value: number): number => Math.min(255, Math.max(0, value >> 20));
  for (let pixel = 0; pixel < width; pixel += 1) {
    const pair = (pixel >> 1) * 4;
    const u = from[pair + 1 - firstY]! - 128;
    const v = from[pair + 3 - firstY]! - 128;
    const y = Math.max(0, from[pair + firstY + (pixel % 2) * 2]! - 16) * cy;
    to[pixel * 4] = clamp(y + half + cvr * v);
    to[pixel * 4 + 1] = clamp(y + half + cvg * v + cug * u);
    to[pixel * 4 + 2] = clamp(y + half + cub * u);
  }
}
