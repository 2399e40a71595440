import type { SvgPicture } from './plot-svg.ts';

/** Device pixels to a CSS pixel in a saved picture, whatever the screen has. */
const pngScale = 2;

/** Gives the browser a file to keep where it keeps downloads; the desktop asks where. */
export function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Once the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export async function svgToPng({ text, width, height }: SvgPicture): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(width * pngScale, height * pngScale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Puts pieces together, with a rest for the window after each. */
export async function gather(pieces: Iterable<string>, type: string): Promise<Blob> {
  const parts: string[] = [];
  for (const piece of pieces) {
    parts.push(piece);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return new Blob(parts, { type });
}

/** `track1_plots_120-480.csv`: nothing in it that a file name may not have. */
export function plotFileName(drive: string, first: number, last: number, kind: string): string {
  const safe = drive.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_') || 'drive';
  return `${safe}_plots_${first}-${last}.${kind}`;
}
