/** The look of everything drawn: neutral and dark, so that the only strong colours are the data's. */
export const themeColours = {
  background: '#0e1013',
  panel: '#16191e',
  well: '#0a0c0e',
  line: '#2a3038',
  lineStrong: '#46505c',
  text: '#eceff3',
  textMuted: '#a3adb8',
  textFaint: '#6d7783',
  crop: '#f4f7fa',
  warning: '#ffcf5c',
} as const;

/** Steps of the typographic scale, in pixels of a 1280 x 720 clip; nothing is smaller than what H.264 keeps legible. */
export const textSizes = { label: 13, body: 15, title: 20, figure: 30 } as const;

/** Digits of this family are all equally wide, so that numbers do not jitter from frame to frame. */
export const fontFamily = '"IBM Plex Sans", "Noto Sans", "Noto Sans CJK KR", sans-serif';
