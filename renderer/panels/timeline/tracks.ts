/** Heights from the top, in CSS pixels. */
const heights = { ruler: 18, sessions: 15, pictures: 34, gap: 1, error: 15, analysed: 3, loaded: 2 } as const;

/** A track's top and height, in CSS pixels. */
export interface Track {
  readonly top: number;
  readonly height: number;
}

export interface Tracks {
  /** Numbers, bookmarks and the marked range. */
  readonly ruler: Track;
  /** Of no height where the drive was recorded in one go. */
  readonly sessions: Track;
  readonly pictures: Track;
  readonly error: Track;
  /** What is analysed, and what is at hand. */
  readonly analysed: Track;
  readonly loaded: Track;
  readonly height: number;
}

export function tracksOf(hasSessions: boolean): Tracks {
  let top = 0;
  const track = (height: number): Track => {
    const made = { top, height };
    top += height;
    return made;
  };
  const ruler = track(heights.ruler);
  const sessions = track(hasSessions ? heights.sessions : 0);
  const pictures = track(heights.pictures);
  track(heights.gap);
  const error = track(heights.error);
  const analysed = track(heights.analysed);
  const loaded = track(heights.loaded);
  return { ruler, sessions, pictures, error, analysed, loaded, height: top };
}

export const isIn = ({ top, height }: Track, y: number): boolean => y >= top && y < top + height;
