/** The trend plot, drawn by Observable Plot: values over time, and the reference range as a band. */
import * as Plot from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';
import { formatDate } from '../formatting.ts';

export interface TrendPoint {
  readonly at: Date;
  readonly value: number;
  /** The value with its unit, as in the graph. */
  readonly text: string;
  readonly isOutOfRange: boolean;
}

interface Props {
  /** Two or more, oldest first. */
  readonly points: readonly TrendPoint[];
  /** The reference range. A null bound leaves that side open. */
  readonly range: { readonly low: number | null; readonly high: number | null };
  /** The accessible name. */
  readonly label: string;
  /** The id of the element that describes the plot. */
  readonly describedBy: string;
}

const HEIGHT = 220;

export function TrendPlot({ points, range, label, describedBy }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const width = useWidthOf(container);

  useEffect(() => {
    if (width === 0) return;
    const svg = draw(points, range, width);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
    svg.setAttribute('aria-describedby', describedBy);
    // An image with a name may not have named parts. Caption and table describe its content.
    for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
    // The page's content security policy blocks Plot's style element. styles.css contains its rules.
    svg.querySelector('style')?.remove();
    container.current?.replaceChildren(svg);
  }, [points, range, label, describedBy, width]);

  return <div ref={container} className="plot" style={{ minBlockSize: HEIGHT }} />;
}

function draw(points: Props['points'], { low, high }: Props['range'], width: number): Element {
  const values = points.map(({ value }) => value);
  const bounds = [low, high].filter((bound) => bound !== null);
  const bottom = Math.min(...values, ...bounds);
  const top = Math.max(...values, ...bounds);
  const margin = (top - bottom || Math.abs(top) || 1) * 0.12;
  const domain: [number, number] = [bottom - margin, top + margin];
  const hasBand = bounds.length > 0;
  return Plot.plot({
    width,
    height: HEIGHT,
    marginLeft: 48,
    marginRight: 16,
    className: 'trend-plot',
    x: {
      type: 'time',
      label: null,
      ticks: Math.max(2, Math.floor(width / 110)),
      insetLeft: 12,
      insetRight: 12,
    },
    y: { domain, label: null, grid: true, ticks: 5 },
    marks: [
      hasBand
        ? Plot.rect([{ y1: low ?? domain[0], y2: high ?? domain[1] }], {
            y1: 'y1',
            y2: 'y2',
            fill: 'var(--band)',
          })
        : null,
      hasBand ? Plot.ruleY(bounds, { stroke: 'var(--band-edge)', strokeDasharray: '4 4' }) : null,
      Plot.lineY(points, { x: 'at', y: 'value', stroke: 'var(--accent)', strokeWidth: 2 }),
      // An abnormal value also has another shape, for readers who cannot distinguish the colors.
      Plot.dot(points, {
        x: 'at',
        y: 'value',
        r: 5,
        symbol: (point: TrendPoint) => (point.isOutOfRange ? 'diamond' : 'circle'),
        fill: (point: TrendPoint) => (point.isOutOfRange ? 'var(--danger)' : 'var(--accent)'),
        stroke: 'var(--surface)',
        strokeWidth: 1.5,
      }),
      Plot.tip(
        points,
        Plot.pointer({
          x: 'at',
          y: 'value',
          title: ({ at, text }: TrendPoint) => `${text}\n${formatDate(at.toISOString())}`,
          fill: 'var(--surface)',
          stroke: 'var(--line)',
        }),
      ),
    ],
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
