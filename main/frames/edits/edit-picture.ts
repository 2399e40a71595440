import type { RgbaImage } from '../../../shared/pixels.ts';
import type { PictureEdit, PictureEdits } from '../../../shared/what-if.ts';
import { addNoise } from './add-noise.ts';
import { blurPicture } from './blur-picture.ts';
import { eraseShapes } from './erase-shapes.ts';
import { flipPicture, rotatePicture, shiftPicture } from './move-picture.ts';
import { changeTones, contrastTones, exposureTones, brighterTones } from './change-tones.ts';
import { randomNumbers } from '../../../shared/random-numbers.ts';

/** The picture as it would have been. The one given stays as it is. @param frame of which it is: each has a noise of its own. */
export function editPicture(image: RgbaImage, edits: PictureEdits, frame: number): RgbaImage {
  return edits.reduce((edited, edit) => editOnce(edited, edit, frame), image);
}

function editOnce(image: RgbaImage, edit: PictureEdit, frame: number): RgbaImage {
  switch (edit.op) {
    case 'erase':
      return eraseShapes(image, edit, randomNumbers(edit.seed, frame));
    case 'rotate':
      return rotatePicture(image, edit.degrees);
    case 'shift':
      return shiftPicture(image, edit.dx, edit.dy);
    case 'flip':
      return flipPicture(image);
    case 'blur':
      return blurPicture(image, edit.sigma);
    case 'exposure':
      return changeTones(image, exposureTones(edit.stops));
    case 'brightness':
      return changeTones(image, brighterTones(edit.by));
    case 'contrast':
      return changeTones(image, contrastTones(edit.factor));
    case 'noise':
      return addNoise(image, edit.sigma, randomNumbers(edit.seed, frame));
  }
}
