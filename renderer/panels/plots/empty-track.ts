import type { PlotTrack } from '../../state/plot-lines.ts';
import type { Session } from '../../state/session.svelte.ts';

/** Why a track shows no line, and what would change that; empty where it shows one. */
export function emptyTrackText({ id, lines }: PlotTrack, session: Session): string {
  const hasNumbers = lines.some(({ samples: { pyramid } }) => pyramid.rangeOf(0, pyramid.length - 1) !== null);
  if (hasNumbers || !session.drive) return '';
  const { steering } = session.drive;
  if (id.startsWith('column:')) return 'This column holds no number.';
  if (!session.model)
    return id === 'steering' && !steering
      ? 'No steering was recorded with this drive. Open a network to see what it predicts.'
      : 'Open a network to see this.';
  if (id === 'abs-error' && !steering) return 'No steering was recorded with this drive, so there is no error.';
  if (id === 'abs-error' && !session.series.comparable)
    return 'Recorded and predicted steering are in different units, so there is no error.';
  if (session.run.progress) return 'Comes with the analysis of the whole drive.';
  return id === 'steering' ? 'Neither recorded nor predicted steering has a number.' : 'Nothing is known of it yet.';
}
