/** A small plot without axes, next to the newest value. Hidden from screen readers, which read the value and the trend. */
import { useMemo } from 'react';
import type { Result } from './result.ts';
import { prepareTrend, type TrendPoint } from './trend-points.ts';

const WIDTH = 96;
const HEIGHT = 32;
const MARGIN = 4;

/** Draws the unit of the newest result, if it has two or more points. */
export function Sparkline({ results }: { results: readonly Result[] }) {
  const [scale] = useMemo(() => prepareTrend(results).scales, [results]);
  const points = scale?.points ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (scale === undefined || first === undefined || last === undefined || first.at >= last.at)
    return <span className="sparkline" />;
  const values = points.map(({ value }) => value);
  const bottom = Math.min(...values);
  const height = Math.max(...values) - bottom;
  const xOf = ({ at }: TrendPoint) =>
    MARGIN +
    ((at.getTime() - first.at.getTime()) / (last.at.getTime() - first.at.getTime())) * (WIDTH - 2 * MARGIN);
  const yOf = ({ value }: TrendPoint) =>
    HEIGHT - MARGIN - (height === 0 ? 0.5 : (value - bottom) / height) * (HEIGHT - 2 * MARGIN);
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {scale.lines.map(({ key }) => {
        const own = points.filter(({ line }) => line === key);
        const end = own.at(-1);
        return (
          <g key={key}>
            {splitAtBounds(own).map((part, index) => (
              <polyline key={index} points={part.map((point) => `${xOf(point)},${yOf(point)}`).join(' ')} />
            ))}
            {own
              .filter((point) => point.isOutOfRange)
              .map((point, index) => (
                <rect
                  key={index}
                  className="out"
                  x={-2.5}
                  y={-2.5}
                  width={5}
                  height={5}
                  transform={`translate(${xOf(point)} ${yOf(point)}) rotate(45)`}
                />
              ))}
            {end !== undefined && !end.isOutOfRange && <circle cx={xOf(end)} cy={yOf(end)} r={2.5} />}
          </g>
        );
      })}
    </svg>
  );
}

/** A bound is not a value: the line ends before it, and a new one begins after it. */
function splitAtBounds(points: readonly TrendPoint[]): readonly (readonly TrendPoint[])[] {
  const parts: TrendPoint[][] = [[]];
  for (const point of points) {
    if (point.bound === 'none') parts.at(-1)?.push(point);
    else parts.push([]);
  }
  return parts;
}
