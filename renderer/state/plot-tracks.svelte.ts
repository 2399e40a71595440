import { recall, remember } from './remembered.ts';
import { steeringChoice, type TrackChoice } from './track-choices.ts';

/** A track on show, and how much of the height it takes beside the others. */
export interface ShownTrack {
  readonly id: string;
  readonly weight: number;
}

/** So many kinds of logs are remembered; the one not seen for longest is forgotten. */
const mostLayouts = 40;
const mostTracks = 24;
const byDefault: readonly ShownTrack[] = [{ id: steeringChoice.id, weight: 1 }];
/** Of two neighbours, what each keeps at least. */
const leastShare = 0.15;

type Layouts = Readonly<Record<string, readonly ShownTrack[]>>;

/** Which tracks are on show, from top to bottom; remembered for logs with the same columns. */
export class PlotTracks {
  shown = $state.raw<readonly ShownTrack[]>(byDefault);
  #logKey = '';

  /** Takes the tracks of logs with these columns. */
  load(columns: readonly string[]): void {
    this.#logKey = columns.join('\n');
    this.shown = validTracks(recalled()[this.#logKey]);
  }

  has(id: string): boolean {
    return this.shown.some((track) => track.id === id);
  }

  toggle(id: string): void {
    if (this.has(id)) this.remove(id);
    else if (this.shown.length < mostTracks) this.#set([...this.shown, { id, weight: meanWeight(this.shown) }]);
  }

  remove(id: string): void {
    this.#set(this.shown.filter((track) => track.id !== id));
  }

  showOnly(ids: readonly string[]): void {
    this.#set(ids.map((id) => ({ id, weight: 1 })));
  }

  /** By one place, up or down. */
  move(id: string, by: 1 | -1): void {
    const from = this.shown.findIndex((track) => track.id === id);
    const moved = this.shown[from];
    const to = from + by;
    if (!moved || to < 0 || to >= this.shown.length) return;
    this.#set(this.shown.toSpliced(from, 1).toSpliced(to, 0, moved));
  }

  /** Gives the upper of two neighbours this share (0..1) of the height that both have. */
  divide(upper: string, lower: string, share: number): void {
    const weightOf = (id: string): number => this.shown.find((track) => track.id === id)?.weight ?? 0;
    const both = weightOf(upper) + weightOf(lower);
    const upperWeight = both * Math.min(1 - leastShare, Math.max(leastShare, share));
    this.#set(
      this.shown.map((track) =>
        track.id === upper
          ? { ...track, weight: upperWeight }
          : track.id === lower
            ? { ...track, weight: both - upperWeight }
            : track,
      ),
    );
  }

  #set(shown: readonly ShownTrack[]): void {
    this.shown = shown;
    const { [this.#logKey]: _before, ...others } = recalled();
    const kept = Object.entries(others).slice(-(mostLayouts - 1));
    remember('plot-tracks', { layouts: { ...Object.fromEntries(kept), [this.#logKey]: shown } });
  }
}

/** The tracks that can be shown, of a drive that may lack some of them. */
export const choicesOf = (ids: readonly string[], choices: readonly TrackChoice[]): readonly TrackChoice[] =>
  ids.flatMap((id) => choices.find((choice) => choice.id === id) ?? []);

const recalled = (): Layouts => recall('plot-tracks', { layouts: {} as Layouts }).layouts;

const meanWeight = (tracks: readonly ShownTrack[]): number =>
  tracks.length === 0 ? 1 : tracks.reduce((sum, { weight }) => sum + weight, 0) / tracks.length;

/** What a store holds may have been written by anyone. */
function validTracks(held: unknown): readonly ShownTrack[] {
  if (!Array.isArray(held)) return byDefault;
  const tracks = held.filter(
    (one: Partial<ShownTrack> | null): one is ShownTrack =>
      typeof one?.id === 'string' && typeof one.weight === 'number' && one.weight > 0 && Number.isFinite(one.weight),
  );
  return tracks.filter(({ id }, index) => tracks.findIndex((one) => one.id === id) === index).slice(0, mostTracks);
}
