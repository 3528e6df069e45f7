/** The drawing of a trend, by Observable Plot: values over time, and a band for what is usual. */
import * as Plot from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';
import { dateText } from '../words.ts';

export interface TrendPoint {
  readonly at: Date;
  readonly value: number;
  /** With its unit, as the graph writes it. */
  readonly text: string;
  readonly isOut: boolean;
}

interface Props {
  /** Two or more, oldest first. */
  readonly points: readonly TrendPoint[];
  /** What is usual; a bound that is missing leaves that side open. */
  readonly range: { readonly low: number | null; readonly high: number | null };
  /** The name of the picture. */
  readonly label: string;
  /** The id of what says it in words. */
  readonly describedBy: string;
}

const HEIGHT = 220;

export function TrendPlot({ points, range, label, describedBy }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidthOf(place);

  useEffect(() => {
    if (width === 0) return;
    const svg = draw(points, range, width);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
    svg.setAttribute('aria-describedby', describedBy);
    // A picture with a name has no named parts: the caption and the table say what is in it.
    for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
    // Plot's own style element is against the page's content policy; styles.css has what it says.
    svg.querySelector('style')?.remove();
    place.current?.replaceChildren(svg);
  }, [points, range, label, describedBy, width]);

  return <div ref={place} className="plot" style={{ minBlockSize: HEIGHT }} />;
}

function draw(points: Props['points'], { low, high }: Props['range'], width: number): Element {
  const values = points.map(({ value }) => value);
  const bounds = [low, high].filter((bound) => bound !== null);
  const bottom = Math.min(...values, ...bounds);
  const top = Math.max(...values, ...bounds);
  const room = (top - bottom || Math.abs(top) || 1) * 0.12;
  const domain: [number, number] = [bottom - room, top + room];
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
      // By shape and not by colour alone.
      Plot.dot(points, {
        x: 'at',
        y: 'value',
        r: 5,
        symbol: ({ isOut }: TrendPoint) => (isOut ? 'diamond' : 'circle'),
        fill: ({ isOut }: TrendPoint) => (isOut ? 'var(--danger)' : 'var(--accent)'),
        stroke: 'var(--surface)',
        strokeWidth: 1.5,
      }),
      Plot.tip(
        points,
        Plot.pointer({
          x: 'at',
          y: 'value',
          title: ({ at, text }: TrendPoint) => `${text}\n${dateText(at.toISOString())}`,
          fill: 'var(--surface)',
          stroke: 'var(--line)',
        }),
      ),
    ],
  });
}

function useWidthOf(place: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (place.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place]);
  return width;
}
