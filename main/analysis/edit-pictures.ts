import type { PictureEdits } from '../../shared/what-if.ts';
import { editPicture } from '../frames/edits/edit-picture.ts';
import type { FramePicture } from './frame-picture.ts';

/** The pictures as they would have been; those that are lost stay so. */
export function editPictures(pictures: readonly FramePicture[], edits: PictureEdits): readonly FramePicture[] {
  if (edits.length === 0) return pictures;
  return pictures.map((picture) =>
    picture.image ? { ...picture, image: editPicture(picture.image, edits, picture.frame) } : picture,
  );
}
