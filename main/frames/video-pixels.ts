import { AV_PIX_FMT_RGBA, SWS_BICUBIC } from 'node-av/constants';
import { FFmpegError, Frame, SoftwareScaleContext } from 'node-av/lib';
import type { RgbaImage } from '../../shared/pixels.ts';

/**
 * Pixels of decoded frames as `cv2.VideoCapture` of versions before 5 gives them, equal in every sample: FFmpeg's scaler
 * with cv2's flags and without the stream's colour space, which cv2 did not hand over: always BT.601, full range only for
 * the formats that say so by their name (yuvj420p). Training code saw these, right or wrong. cv2 5 hands it over: what is
 * marked BT.709 differs there by 8 levels in the mean, 10-bit pictures by 2; what is not marked is equal.
 */
export class VideoPixels {
  readonly #scaler = new SoftwareScaleContext();
  readonly #rgba = new Frame();
  #shape = '';

  constructor() {
    this.#rgba.alloc();
  }

  /** The picture's pixels; the caller's own. */
  toRgba(picture: Frame): RgbaImage {
    const { width, height } = picture;
    this.#prepare(picture);
    FFmpegError.throwIfError(this.#scaler.scaleFrameSync(this.#rgba, picture), 'Converting a frame');
    const bytes = this.#rgba.toBuffer();
    return { width, height, data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  }

  close(): void {
    this.#scaler.freeContext();
    this.#rgba.free();
  }

  #prepare({ width, height, format }: Frame): void {
    const shape = `${width} ${height} ${format}`;
    if (shape === this.#shape) return;
    this.#scaler.freeContext();
    this.#scaler.getContext(width, height, format as never, width, height, AV_PIX_FMT_RGBA, SWS_BICUBIC);
    this.#rgba.unref();
    this.#rgba.width = width;
    this.#rgba.height = height;
    this.#rgba.format = AV_PIX_FMT_RGBA;
    FFmpegError.throwIfError(this.#rgba.getBuffer(), 'No memory for a frame');
    this.#shape = shape;
  }
}
