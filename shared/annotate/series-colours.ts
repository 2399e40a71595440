/** One hue for each series, the same in gauges, plots, tables and legends; blue and amber stay apart for every kind of sight. */
export const seriesColours = {
  recorded: '#5fb0ff',
  predicted: '#ffb53d',
  error: '#ff5f6d',
  mark: '#b79bff',
  'compared-1': '#ff8ac6',
  'compared-2': '#a6dc4e',
  'compared-3': '#4fd8e0',
  /** Predictions for edited pictures, and the mark of such a picture. */
  whatIf: '#f2ec6b',
  /** A column of the log in a plot. */
  column: '#cbd5df',
  /** A figure of the mask in a plot. */
  maskFigure: '#5cc96b',
} as const;
