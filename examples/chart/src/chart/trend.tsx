/** Results over time: a plot for each unit, a summary, and a table with every result. */
import { lazy, Suspense, useId, useMemo } from 'react';
import { formatCount, formatNumber } from '../formatting.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { formatRanges, formatResultTime, formatValue, isOutOfRange, type Result } from './result.ts';
import { ResultBadges } from './result-badges.tsx';
import { prepareTrend, type Trend as Prepared, type TrendPoint, type TrendScale } from './trend-points.ts';
import './trend.css';

/** Observable Plot is larger than the rest of the app. */
const TrendPlot = lazy(async () => ({ default: (await import('./trend-plot.tsx')).TrendPlot }));

interface Props {
  readonly name: string;
  /** One or more, newest first. */
  readonly results: readonly Result[];
}

export function Trend({ name, results }: Props) {
  const captionId = useId();
  const trend = useMemo(() => prepareTrend(results), [results]);
  const plotted = trend.scales.filter(isPlottable);
  return (
    <figure className="trend-figure">
      {plotted.map((scale, index) => (
        <Suspense key={index} fallback={<Skeleton what={`the plot of ${name}`} lines={7} />}>
          <TrendPlot
            scale={scale}
            label={`${name} over time${trend.scales.length > 1 ? `, ${unitOf(scale)}` : ''}`}
            describedBy={captionId}
          />
        </Suspense>
      ))}
      <Legend points={plotted.flatMap(({ points }) => points)} />
      <figcaption id={captionId}>{summarize(name, results, trend)}</figcaption>
      <details>
        <summary>{name} as a table</summary>
        <TrendTable name={name} results={results} />
      </details>
    </figure>
  );
}

function TrendTable({ name, results }: Props) {
  const hasOtherNames = new Set(results.map((result) => result.name)).size > 1;
  return (
    <table>
      <caption className="unseen">{name}, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Date</th>
          <th scope="col">Result</th>
          <th scope="col">Reference range</th>
        </tr>
      </thead>
      <tbody>
        {results.map((result) => (
          <tr key={result.id}>
            <th scope="row">{formatResultTime(result)}</th>
            <td>
              <span className={isOutOfRange(result) ? 'value out' : 'value'}>{formatValue(result)}</span>{' '}
              <ResultBadges result={result} />
              {hasOtherNames && <span className="note-line">{result.name ?? 'Unnamed'}</span>}
              {result.notes.map((note, index) => (
                <span key={index} className="note-line">
                  {note}
                </span>
              ))}
            </td>
            <td>{formatRanges(result) || 'Not on file'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Explains the marks that the plots contain. */
const MARKS: readonly { mark: string; text: string; isUsed: (point: TrendPoint) => boolean }[] = [
  { mark: '◆', text: 'Abnormal, or outside the reference range', isUsed: (point) => point.isOutOfRange },
  { mark: '○', text: 'Not final, or status unknown', isUsed: (point) => !point.isFinal },
  { mark: '▽', text: 'Less than this number', isUsed: ({ bound }) => bound === 'below' },
  { mark: '△', text: 'More than this number', isUsed: ({ bound }) => bound === 'above' },
  { mark: '━', text: 'Measured over a period', isUsed: ({ until }) => until !== null },
];

function Legend({ points }: { points: readonly TrendPoint[] }) {
  const used = MARKS.filter(({ isUsed }) => points.some(isUsed));
  if (used.length === 0) return null;
  return (
    <ul className="legend" aria-label="Marks in the plot">
      {used.map(({ mark, text }) => (
        <li key={mark}>
          <span aria-hidden="true">{mark}</span> {text}
        </li>
      ))}
    </ul>
  );
}

function summarize(name: string, results: readonly Result[], { scales, notPlotted }: Prepared): string {
  const newest = results.find(({ isEnteredInError }) => !isEnteredInError) ?? results[0];
  if (newest === undefined) return '';
  const range = formatRanges(newest);
  const out = results.filter(isOutOfRange).length;
  const hasRanges = results.some((result) => formatRanges(result) !== '');
  const flagged = hasRanges ? 'flagged or outside the reference range' : 'flagged';
  const alone = scales.filter((scale) => scales.length > 1 && !isPlottable(scale));
  const reasons = [
    ...Array.from(notPlotted, ([reason, count]) => `${formatNumber(count)} ${reason}`),
    ...alone.map((scale) => `${formatNumber(scale.points.length)} with ${unitOf(scale)} at only one time`),
  ];
  return [
    `${name}: ${formatCount(results.length, 'result')}. Most recent: ${formatValue(newest)} (${formatResultTime(newest, { withTime: false })}).`,
    range === '' ? '' : `Reference range: ${range}.`,
    `${out === 0 ? 'None' : formatNumber(out)} ${flagged}.`,
    scales.length > 1
      ? `Units differ, so each has its own plot: ${scales.map(unitOf).join(', ')}. Values are not converted.`
      : '',
    reasons.length === 0 ? '' : `Not plotted: ${reasons.join('; ')}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function unitOf({ unit }: TrendScale): string {
  return unit ?? 'no unit';
}

/** A plot needs values of two times. */
function isPlottable({ points }: TrendScale): boolean {
  return points.some(({ effective }) => effective !== points[0]?.effective);
}
