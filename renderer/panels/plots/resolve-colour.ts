/** What a colour token such as `var(--predicted)` stands for, for canvases and files; other colours stay as they are. */
export function resolveColour(element: HTMLElement, colour: string): string {
  const token = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return token ? getComputedStyle(element).getPropertyValue(token).trim() || '#ffffff' : colour;
}
