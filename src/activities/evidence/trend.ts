import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { formatDuration } from '../../domain/durations.ts';
import type { TrendPoint } from './section.ts';

/** Coordinates of a plot, ready to be drawn as SVG. */
export interface TrendPlot {
  readonly width: number;
  readonly height: number;
  /** Where the lines of the grid begin and end. */
  readonly left: number;
  readonly right: number;
  readonly path: string;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly label: string;
    readonly value: string;
    readonly shown: boolean;
  }[];
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
  readonly objective?: { readonly y: number; readonly label: string };
}

const WIDTH = 760;
const HEIGHT = 200;
/** Wide enough for a duration on the left and half a date on the right. */
const MARGIN = { top: 16, right: 40, bottom: 26, left: 88 };
const LABELS = 8;

/** Lays out recovery times over the last tests, with the objective where it is in reach of the scale. */
export function layOutTrend(points: readonly TrendPoint[], objectiveMs: number | undefined): TrendPlot {
  const longest = Math.max(...points.map(point => point.durationMs));
  // An objective of hours over tests of seconds would flatten every difference: it is then told, not drawn.
  const drawn = objectiveMs !== undefined && objectiveMs <= longest * 4 ? objectiveMs : undefined;
  const ticks = chooseTicks(Math.max(longest, drawn ?? 0) * 1.05);
  const y = scaleLinear([0, ticks.at(-1) ?? 1], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const x = scalePoint(
    points.map((_, index) => String(index)),
    [MARGIN.left, WIDTH - MARGIN.right],
  ).padding(0.1);
  const placed = points.map((point, index) => ({
    x: round(x(String(index)) ?? MARGIN.left),
    y: round(y(point.durationMs)),
    label: point.label,
    value: formatDuration(point.durationMs),
    shown: (points.length - 1 - index) % Math.ceil(points.length / LABELS) === 0,
  }));
  const draw = line<{ x: number; y: number }>(
    point => point.x,
    point => point.y,
  );
  return {
    width: WIDTH,
    height: HEIGHT,
    left: MARGIN.left,
    right: WIDTH - MARGIN.right,
    path: draw(placed) ?? '',
    points: placed,
    ticks: ticks.map(value => ({ y: round(y(value)), label: formatDuration(value) })),
    ...(drawn === undefined ? {} : { objective: { y: round(y(drawn)), label: `objective ${formatDuration(drawn)}` } }),
  };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances between two lines of the grid that people can read on a clock. */
const DISTANCES = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map(count => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(count => count * MINUTE),
  ...[1, 2, 3, 6, 12].map(count => count * HOUR),
];

/** From 0 to the first line that is not below `topMs`, five lines above 0 at most. */
function chooseTicks(topMs: number): readonly number[] {
  const distance = DISTANCES.find(candidate => topMs <= 5 * candidate) ?? Math.ceil(topMs / 5 / DAY) * DAY;
  return Array.from({ length: Math.max(1, Math.ceil(topMs / distance)) + 1 }, (_, index) => index * distance);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
