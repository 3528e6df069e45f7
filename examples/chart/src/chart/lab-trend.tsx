/** One lab test over time: a plot, a summary for screen readers, and a table. */
import { useQuery } from '@apollo/client/react';
import { useId } from 'react';
import { failureOf } from '../failures.ts';
import { graphql, readFragment } from '../gql/index.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { formatCount, formatDate } from '../formatting.ts';
import { useChart } from './chart-context.ts';
import { formatRange, isOutOfRange, LAB_RESULT, type LabResult } from './lab-result.ts';
import { ResultBadges } from './result-badges.tsx';
import { type TrendPoint, TrendPlot } from './trend-plot.tsx';

const TREND = graphql(`
  query LabTrend($id: ID!, $code: [String!]!) {
    patient(id: $id) {
      id
      labResults(code: $code, first: 100) {
        ...LabResult
      }
    }
  }
`);

interface Props {
  /** In the form of the argument `code`: `system|code`. */
  readonly code: string;
  readonly name: string;
}

export function LabTrend({ code, name }: Props) {
  const { patientId, warningsOf } = useChart();
  const { data, error, loading, refetch } = useQuery(TREND, {
    variables: { id: patientId, code: [code] },
    notifyOnNetworkStatusChange: true,
  });
  const results = readFragment(LAB_RESULT, data?.patient?.labResults) ?? null;
  if (loading) return <Skeleton what={`the trend of ${name}`} lines={6} />;
  const failure = failureOf(error);
  if (failure !== null)
    return <FailureNote failure={failure} what="The trend" onRetry={() => void refetch()} />;
  if (results === null || results.length === 0) return <p className="empty">No {name} results on file.</p>;
  // The section shows these warnings already.
  const shownAbove = new Set(warningsOf(['labResultsConnection']).map((warning) => warning.code));
  return (
    <>
      <Notices warnings={warningsOf(['labResults']).filter((warning) => !shownAbove.has(warning.code))} />
      <Trend name={name} results={results} />
    </>
  );
}

function Trend({ name, results }: { name: string; results: readonly LabResult[] }) {
  const captionId = useId();
  const points = pointsOf(results);
  return (
    <figure>
      {points.length > 1 && (
        <TrendPlot
          points={points}
          range={rangeOf(results)}
          label={`${name} over time`}
          describedBy={captionId}
        />
      )}
      <figcaption id={captionId}>{summarize(name, results, points)}</figcaption>
      <details>
        <summary>{name} as a table</summary>
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
                <th scope="row">{formatDate(result.effective)}</th>
                <td>
                  {result.valueText ?? 'No value'}
                  <ResultBadges result={result} />
                </td>
                <td>{formatFirstRange(result) ?? 'Not on file'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** Returns the results that fit one scale: those with a number, a date, and the unit of the newest. Oldest first. */
function pointsOf(results: readonly LabResult[]): readonly TrendPoint[] {
  const unit = unitOf(results);
  return results
    .flatMap((result): readonly TrendPoint[] => {
      const { value, effective, valueText } = result;
      if (value?.__typename !== 'Quantity' || effective === null || (value.unit ?? null) !== unit) return [];
      const at = new Date(effective);
      if (value.value === null || Number.isNaN(at.getTime())) return [];
      return [
        {
          at,
          value: value.value,
          text: valueText ?? String(value.value),
          isOutOfRange: isOutOfRange(result),
        },
      ];
    })
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

function unitOf(results: readonly LabResult[]): string | null {
  const newest = results.find(({ value }) => value?.__typename === 'Quantity')?.value;
  return newest?.__typename === 'Quantity' ? newest.unit : null;
}

/** Returns the newest reference range, because laboratories change theirs. */
function rangeOf(results: readonly LabResult[]): { low: number | null; high: number | null } {
  const range = results.find(({ referenceRange }) => referenceRange.length > 0)?.referenceRange[0];
  return { low: range?.low?.value ?? null, high: range?.high?.value ?? null };
}

function formatFirstRange({ referenceRange }: LabResult): string | null {
  const text = referenceRange[0]?.text ?? null;
  return text === null ? null : formatRange(text);
}

function summarize(name: string, results: readonly LabResult[], points: readonly TrendPoint[]): string {
  const [newest] = results;
  const out = results.filter(isOutOfRange).length;
  const range = newest === undefined ? null : formatFirstRange(newest);
  const notPlotted = results.length - points.length;
  return [
    `${name}: ${formatCount(results.length, 'result')}. Most recent: ${newest?.valueText ?? 'no value'} (${formatDate(newest?.effective)}).`,
    range === null ? '' : `Reference range: ${range}.`,
    out === 0
      ? 'None flagged or outside the reference range.'
      : `${out} flagged or outside the reference range.`,
    notPlotted === 0 ? '' : `${notPlotted} not plotted: different unit, or no number or date.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
