import type { Drive } from '../../shared/drive.ts';
import { openDrive } from '../drives/registry.ts';
import { findBlackPictures } from './black-pictures.ts';

/**
 * Opens a drive, with the problems that only its pixels tell among those of its log.
 * @throws SteerscopeError as `openDrive`.
 */
export async function openCheckedDrive(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<Drive> {
  const drive = await openDrive(path, options);
  try {
    const found = await findBlackPictures(drive, options.signal);
    if (found.length === 0) return drive;
    return {
      info: { ...drive.info, problems: [...drive.info.problems, ...found] },
      columns: drive.columns,
      locateFrame: (frame, camera) => drive.locateFrame(frame, camera),
      dispose: () => drive.dispose(),
    };
  } catch (thrown) {
    drive.dispose();
    throw thrown;
  }
}
