import { looksLikeDrive } from '../drives/registry.ts';
import { looksLikeModel } from '../models/registry.ts';

/** What a file or folder looks like by its name and a few bytes; null for neither and for what cannot be read. */
export async function recognise(path: string): Promise<'drive' | 'network' | null> {
  try {
    if (await looksLikeModel(path)) return 'network';
    return (await looksLikeDrive(path)) ? 'drive' : null;
  } catch {
    return null;
  }
}
