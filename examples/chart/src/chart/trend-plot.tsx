/** One plot of a trend, drawn by Observable Plot: values of one unit over time, and the reference range. Imported lazily. */
import * as Plot from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';
import { formatDate, formatNumber, formatTick } from '../formatting.ts';
import { shortenName } from './result.ts';
import type { TrendLine, TrendPoint, TrendScale } from './trend-points.ts';

interface Props {
  /** With two or more points. */
  readonly scale: TrendScale;
  /** The accessible name. */
  readonly label: string;
  /** The id of the element that describes the plot. */
  readonly describedBy: string;
}

const HEIGHT = 240;
/** Lines differ in color and in dashes. Each has its name at its end. */
const STROKES = ['var(--accent)', 'var(--second-line)', 'var(--muted)'] as const;
const DASHES = ['', '7 4', '2 4'] as const;

export function TrendPlot({ scale, label, describedBy }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const width = useWidthOf(container);

  useEffect(() => {
    if (width === 0) return;
    const svg = draw(scale, width);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
    svg.setAttribute('aria-describedby', describedBy);
    // An image with a name may not have named parts. Caption and table describe its content.
    for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
    // The page's content security policy blocks Plot's style element. trend.css contains its rules.
    svg.querySelector('style')?.remove();
    container.current?.replaceChildren(svg);
  }, [scale, label, describedBy, width]);

  return <div ref={container} className="plot" style={{ minBlockSize: HEIGHT }} />;
}

function draw({ unit, lines, points }: TrendScale, width: number): Element {
  const domain = domainOf(lines, points);
  const [first = 0, last = 0] = [points[0]?.at.getTime(), points.at(-1)?.at.getTime()];
  const isNamed = lines.length > 1;
  const styleOf = (point: TrendPoint) => lines.findIndex(({ key }) => key === point.line) % STROKES.length;
  const strokeOf = (point: TrendPoint) =>
    point.isOutOfRange ? 'var(--danger)' : (STROKES[styleOf(point)] ?? STROKES[0]);
  return Plot.plot({
    width,
    height: HEIGHT,
    marginLeft: 52,
    marginRight: isNamed ? 84 : 20,
    marginTop: 28,
    className: 'trend-plot',
    x: { type: 'time', label: null, insetLeft: 12, insetRight: 12 },
    y: {
      domain,
      label: unit ?? 'No unit',
      labelArrow: 'none',
      labelAnchor: 'top',
      grid: true,
      ticks: 5,
      tickFormat: formatNumber,
    },
    marks: [
      ...lines.flatMap((line) => rangeMarks(line, domain, isNamed)),
      Plot.axisX({
        label: null,
        ticks: Math.max(2, Math.min(6, Math.floor(width / 120))),
        tickFormat: (at: Date) => formatTick(at, last - first),
      }),
      // A bound is not a value: the line ends before it, and a new one begins after it.
      ...lines.map(({ key }, index) =>
        Plot.lineY(
          points.filter(({ line }) => line === key),
          {
            x: 'at',
            y: ({ bound, value }: TrendPoint) => (bound === 'none' ? value : Number.NaN),
            stroke: STROKES[index % STROKES.length] ?? STROKES[0],
            strokeWidth: 2,
            strokeDasharray: DASHES[index % DASHES.length] ?? '',
          },
        ),
      ),
      Plot.ruleY(
        points.filter(({ until }) => until !== null),
        { x1: 'at', x2: 'until', y: 'value', stroke: strokeOf, strokeWidth: 3, strokeOpacity: 0.6 },
      ),
      // Shapes differ too, for readers who cannot distinguish the colors.
      Plot.dot(points, {
        x: 'at',
        y: 'value',
        r: 5,
        symbol: (point: TrendPoint) =>
          BOUND_SYMBOLS[point.bound] ?? (point.isOutOfRange ? 'diamond' : 'circle'),
        fill: (point: TrendPoint) =>
          point.isFinal && point.bound === 'none' ? strokeOf(point) : 'var(--surface)',
        stroke: (point: TrendPoint) =>
          point.isFinal && point.bound === 'none' ? 'var(--surface)' : strokeOf(point),
        strokeWidth: 1.75,
      }),
      isNamed
        ? Plot.text(endsOf(lines, points), {
            x: 'at',
            y: 'value',
            text: 'name',
            dx: 10,
            textAnchor: 'start',
            fill: 'var(--ink)',
            lineWidth: 7,
          })
        : null,
      Plot.tip(
        points,
        Plot.pointer({
          x: 'at',
          y: 'value',
          title: ({ text, isFinal, effective }: TrendPoint) =>
            `${text}${isFinal ? '' : ' (not final)'}\n${formatDate(effective, { withTime: true })}`,
          fill: 'var(--surface)',
          stroke: 'var(--line)',
        }),
      ),
    ],
  });
}

/** A triangle that points down: the value is below the number. Plot has only the one that points up. */
const TRIANGLE_DOWN = {
  draw(context: CanvasPath, size: number) {
    const height = Math.sqrt(size * Math.sqrt(3));
    const half = height / Math.sqrt(3);
    context.moveTo(0, (2 * height) / 3);
    context.lineTo(half, -height / 3);
    context.lineTo(-half, -height / 3);
    context.closePath();
  },
};

/** Triangles point to where the value is, and are hollow, because the number is not the value. */
const BOUND_SYMBOLS = { none: null, below: TRIANGLE_DOWN, above: 'triangle' } as const;

/** Returns the limits of the axis, with room for the values and the reference ranges. */
function domainOf(lines: readonly TrendLine[], points: readonly TrendPoint[]): [number, number] {
  const numbers = [
    ...points.map(({ value }) => value),
    ...lines.flatMap(({ range }) => [range?.low ?? null, range?.high ?? null]),
  ].filter((number) => number !== null);
  const bottom = Math.min(...numbers);
  const top = Math.max(...numbers);
  const margin = (top - bottom || Math.abs(top) || 1) * 0.12;
  return [bottom - margin, top + margin];
}

/** A band for the range of a single line. The bands of several lines could not be told apart, so those have only their limits. */
function rangeMarks(
  { range }: TrendLine,
  domain: readonly [number, number],
  isOneOfSeveral: boolean,
): Plot.Markish[] {
  if (range === null) return [];
  const { low, high } = range;
  const band = Plot.rect([{ y1: low ?? domain[0], y2: high ?? domain[1] }], {
    y1: 'y1',
    y2: 'y2',
    fill: 'var(--band)',
  });
  const limits = Plot.ruleY(
    [low, high].filter((bound) => bound !== null),
    { stroke: 'var(--band-edge)', strokeDasharray: '4 4' },
  );
  return isOneOfSeveral ? [limits] : [band, limits];
}

/** Returns the newest point of each line, with the name of the line. */
function endsOf(lines: readonly TrendLine[], points: readonly TrendPoint[]) {
  return lines.flatMap(({ key, name }) => {
    const end = points.findLast(({ line }) => line === key);
    return end === undefined ? [] : [{ ...end, name: shortenName(name ?? 'Value') }];
  });
}

function useWidthOf(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
