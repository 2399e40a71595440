import type { SvgPicture } from './plot-svg.ts';

/** Device pixels to a CSS pixel in a saved picture, whatever the screen has. */
const pngScale = 2;

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
