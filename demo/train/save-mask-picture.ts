import { createCanvas, loadImage } from '@napi-rs/canvas';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openDrive } from '../../main/drives/registry.ts';
import { maskStyleSchema } from '../../shared/mask-style.ts';
import { paintMask } from '../../shared/annotate/mask-image.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { demoDrive } from '../demo-drive.ts';

const zoom = 2;

/** Writes a PNG of a frame of the bundled drive with a mask of the whole frame over it. Makes the folder. */
export async function saveMaskPicture(frame: number, mask: Map2d, path: string): Promise<void> {
  const drive = await openDrive(demoDrive.folder);
  const location = drive.locateFrame(frame, drive.info.cameras[0]!);
  drive.dispose();
  if (!location) throw new Error(`The bundled drive has no picture for frame ${frame}.`);
  const picture = await loadImage(location.path);

  const overlay = createCanvas(mask.width, mask.height);
  const overlayContext = overlay.getContext('2d');
  const pixels = overlayContext.createImageData(mask.width, mask.height);
  paintMask(mask, maskStyleSchema.parse({ opacity: 0.9 }), pixels.data as Uint8ClampedArray<ArrayBuffer>);
  overlayContext.putImageData(pixels, 0, 0);

  const canvas = createCanvas(picture.width * zoom, picture.height * zoom);
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  context.drawImage(overlay, 0, 0, canvas.width, canvas.height);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, canvas.encodeSync('png'));
}
