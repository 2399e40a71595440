/** The last part of a path, with the folder around it: `run7/model.h5`. */
export function folderAndName(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}
