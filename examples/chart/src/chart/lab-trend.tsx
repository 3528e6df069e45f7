/** One lab test over time. */
import { useQuery } from '@apollo/client/react';
import { failureOf } from '../failures.ts';
import { graphql, readFragment } from '../gql/index.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useChart } from './chart-context.ts';
import { RESULT } from './result.ts';
import { Trend } from './trend.tsx';

const TREND = graphql(`
  query LabTrend($id: ID!, $code: [String!]!) {
    patient(id: $id) {
      id
      labResults(code: $code, first: 100) {
        ...Result
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
    // A trend in the cache can be of an earlier visit to the chart, and lack the newest result.
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
    notifyOnNetworkStatusChange: true,
  });
  const results = readFragment(RESULT, data?.patient?.labResults) ?? null;
  if (loading) return <Skeleton what={`the trend of ${name}`} lines={8} />;
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
