import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { formatDuration } from '../../domain/durations.ts';
import type { TrendPoint } from './sections.ts';

/** Coordinates of a plot, ready to be drawn as SVG. */
export interface TrendPlot {
  readonly width: number;
  readonly height: number;
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
const MARGIN = { top: 16, right: 24, bottom: 26, left: 72 };
const LABELS = 8;

/** Lays out recovery times over the last tests, with the objective where it is in reach of the scale. */
export function layOutTrend(points: readonly TrendPoint[], objectiveMs: number | undefined): TrendPlot {
  const longest = Math.max(...points.map(point => point.durationMs));
  // An objective of hours over tests of seconds would flatten every difference: it is then told, not drawn.
  const drawn = objectiveMs !== undefined && objectiveMs <= longest * 4 ? objectiveMs : undefined;
  const y = scaleLinear()
    .domain([0, Math.max(longest, drawn ?? 0) * 1.1])
    .range([HEIGHT - MARGIN.bottom, MARGIN.top])
    .nice(4);
  const x = scalePoint(
    points.map((_, index) => String(index)),
    [MARGIN.left, WIDTH - MARGIN.right],
  ).padding(0.1);
  const placed = points.map((point, index) => ({
    x: round(x(String(index)) ?? MARGIN.left),
    y: round(y(point.durationMs)),
    label: point.label,
    value: formatDuration(point.durationMs),
    shown: index === points.length - 1 || index % Math.ceil(points.length / LABELS) === 0,
  }));
  const draw = line<{ x: number; y: number }>(
    point => point.x,
    point => point.y,
  );
  return {
    width: WIDTH,
    height: HEIGHT,
    path: draw(placed) ?? '',
    points: placed,
    ticks: y.ticks(4).map(value => ({ y: round(y(value)), label: formatDuration(value) })),
    ...(drawn === undefined ? {} : { objective: { y: round(y(drawn)), label: `objective ${formatDuration(drawn)}` } }),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
