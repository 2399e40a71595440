import type { Drive, FrameLocation } from '../../shared/drive.ts';

/**
 * The frame of a drive that a picture belongs to, of the same video as that of frame `near`; where the log has fewer rows
 * than the video has frames, the one next to it.
 */
export function frameOfPicture(drive: Drive, camera: string, near: number, picture: FrameLocation): number {
  if (picture.kind !== 'video-frame') return near;
  const { path, frame: wanted } = picture;
  /** In the video's frames; infinite where the drive ends or goes on in another video. */
  const distance = (frame: number): number => {
    const at = frame >= 0 && frame < drive.info.frameCount ? drive.locateFrame(frame, camera) : null;
    return at?.kind === 'video-frame' && at.path === path ? at.frame - wanted : Number.POSITIVE_INFINITY;
  };
  const off = distance(near);
  // Most drives have one row a frame.
  if (distance(near - off) === 0) return near - off;
  const step = off > 0 ? -1 : 1;
  let nearest = near;
  for (let frame = near; Number.isFinite(distance(frame)); frame += step) {
    if (Math.abs(distance(frame)) > Math.abs(distance(nearest))) break;
    if (Math.abs(distance(frame)) < Math.abs(distance(nearest))) nearest = frame;
  }
  return nearest;
}
