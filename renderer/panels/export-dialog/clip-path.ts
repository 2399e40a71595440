/** `drive-120-180.mp4`, without what a file name may not hold. */
export function clipName(driveName: string, first: number, last: number): string {
  const safe = driveName.replaceAll(/[\\/:*?"<>|\s]+/g, '_').replace(/\.[a-z0-9]{1,5}$/i, '');
  return `${safe || 'clip'}-${first}-${last}.mp4`;
}

/** A file in a folder, joined as that folder's system does. */
export function inFolder(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
