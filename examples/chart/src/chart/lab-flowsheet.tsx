/** Lab results in a grid: tests in rows, times in columns, the newest first. Scrolls within its own region, and prints as a list. */
import { useQuery } from '@apollo/client/react';
import { useId } from 'react';
import { failureOf, UNEXPLAINED } from '../failures.ts';
import { formatCount, formatDate, formatTime } from '../formatting.ts';
import { graphql, readFragment } from '../gql/index.ts';
import { usePaging } from '../paging.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { More } from '../parts/more.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useChart } from './chart-context.ts';
import { arrangeFlowsheet, type FlowsheetRow } from './flowsheet-table.ts';
import { formatRanges, formatValue, isOutOfRange, RESULT, type Result } from './result.ts';
import { ResultBadges } from './result-badges.tsx';
import { ResultList } from './result-list.tsx';
import './lab-flowsheet.css';

/** The cache keeps this list apart from the section's, which has shorter pages and no `sort`. */
const FLOWSHEET = graphql(`
  query LabFlowsheet($id: ID!, $after: String) {
    patient(id: $id) {
      id
      labResultsConnection(first: 100, after: $after, sort: NEWEST) {
        nodes {
          ...Result
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export function LabFlowsheet() {
  const { patientId } = useChart();
  const { data, error, loading, refetch } = useQuery(FLOWSHEET, {
    variables: { id: patientId },
    // A list in the cache can be of an earlier visit to the chart, and lack the newest results.
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
    notifyOnNetworkStatusChange: true,
  });
  const paging = usePaging<{ id: string; after?: string | null }>(FLOWSHEET, (after) => ({
    id: patientId,
    after,
  }));
  const page = data?.patient?.labResultsConnection ?? null;
  if (page === null && loading) return <Skeleton what="the flowsheet" lines={10} />;
  if (page === null)
    return (
      <FailureNote
        failure={failureOf(error) ?? UNEXPLAINED}
        what="The flowsheet"
        onRetry={() => void refetch()}
      />
    );
  return (
    <>
      <Grid results={readFragment(RESULT, page.nodes)} isComplete={!page.pageInfo.hasNextPage} />
      <More page={page} paging={paging} what="results in the flowsheet" />
    </>
  );
}

interface GridProps {
  /** Newest first. */
  readonly results: readonly Result[];
  readonly isComplete: boolean;
}

function Grid({ results, isComplete }: GridProps) {
  const { columns, rows } = arrangeFlowsheet(results);
  const captionId = useId();
  return (
    <>
      <p id={captionId} className="muted flowsheet-caption">
        {`${isComplete ? 'All' : 'The newest'} ${formatCount(results.length, 'result')}: ${formatCount(rows.length, 'row')}, ${formatCount(columns.length, 'time')}. Newest on the left.`}
      </p>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="flowsheet" role="region" aria-labelledby={captionId} tabIndex={0}>
        <table aria-label="Flowsheet of lab results, newest on the left">
          <thead>
            <tr>
              <th scope="col">Test</th>
              {columns.map(({ key, effective, isReported }) => (
                <th key={key} scope="col">
                  {isReported && 'Reported '}
                  {formatDate(effective)}
                  <span className="unit">{formatTime(effective)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} columns={columns.map(({ key }) => key)} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="printed">
        <ResultList results={results} />
      </div>
    </>
  );
}

function Row({ row, columns }: { row: FlowsheetRow<Result>; columns: readonly string[] }) {
  // A text, such as "Hemolyzed", is in no range.
  const numbers = [...row.cells.values()].flat().filter(({ value }) => value?.__typename === 'Quantity');
  const ranges = new Set(numbers.map(formatRanges));
  const [range = ''] = ranges;
  const isShared = ranges.size === 1;
  return (
    <tr>
      <th scope="row">
        {row.name}
        <span className="unit">{isShared && range !== '' ? range : row.unit}</span>
      </th>
      {columns.map((column) => (
        <td key={column}>
          {row.cells.get(column)?.map((result) => (
            <div key={result.id} className="flowsheet-result">
              <span className={isOutOfRange(result) ? 'value out' : 'value'}>{formatValue(result)}</span>
              <ResultBadges result={result} />
              {!isShared && <span className="unit">{formatRanges(result)}</span>}
              {result.notes.map((note, index) => (
                <span key={index} className="unit">
                  {note}
                </span>
              ))}
            </div>
          ))}
        </td>
      ))}
    </tr>
  );
}
