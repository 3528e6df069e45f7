/** Lab results, newest first, and the trend of one test. */
import { useId, useState } from 'react';
import type { LabPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate, joinTexts } from '../formatting.ts';
import { ChartSection } from './chart-section.tsx';
import { formatRange, isOutOfRange, LAB_RESULT, type LabResult } from './lab-result.ts';
import { ResultBadges } from './result-badges.tsx';
import { LabTrend } from './lab-trend.tsx';

const LABS = graphql(`
  fragment Labs on Patient {
    labResultsConnection(first: 15) {
      ...LabPage
    }
  }
`);

const PAGE = graphql(`
  fragment LabPage on ObservationConnection {
    nodes {
      id
      code {
        coding {
          system
          code
        }
      }
      ...LabResult
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreLabResults($id: ID!, $after: String) {
    patient(id: $id) {
      id
      labResultsConnection(first: 15, after: $after) {
        ...LabPage
      }
    }
  }
`);

type Row = LabPageFragment['nodes'][number];

interface Test {
  /** In the form of the argument `code`: `http://loinc.org|718-7`. */
  readonly code: string;
  readonly name: string;
  /** Whether its newest result is flagged, or outside the reference range. */
  readonly isLatestOutOfRange: boolean;
}

interface Props {
  readonly patient: FragmentType<typeof LABS>;
}

export function Labs(props: Props) {
  const { labResultsConnection } = readFragment(LABS, props.patient);
  const page = readFragment(PAGE, labResultsConnection) ?? null;
  return (
    <ChartSection
      title="Lab Results"
      what="lab results"
      resourceType="Observation"
      field="labResultsConnection"
      page={page}
      moreOf={MORE}
      empty="No lab results on file."
    >
      {(rows) => <Results rows={rows} />}
    </ChartSection>
  );
}

function Results({ rows }: { rows: readonly Row[] }) {
  const tests = testsOf(rows);
  const [chosen, setChosen] = useState<string | null>(null);
  const test =
    tests.find(({ code }) => code === chosen) ??
    tests.find(({ isLatestOutOfRange }) => isLatestOutOfRange) ??
    tests[0];
  const byName = tests.toSorted((one, other) => one.name.localeCompare(other.name));
  const selectId = useId();
  return (
    <>
      {test !== undefined && (
        <div className="trend">
          <p className="choose">
            <label htmlFor={selectId}>Trend</label>{' '}
            <select id={selectId} value={test.code} onChange={({ target }) => setChosen(target.value)}>
              {byName.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </p>
          <LabTrend code={test.code} name={test.name} />
        </div>
      )}
      <table>
        <caption className="unseen">Lab results, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Result</th>
            <th scope="col">Date</th>
          </tr>
        </thead>
        <tbody>
          {readFragment(LAB_RESULT, rows).map((result) => (
            <tr key={result.id}>
              <th scope="row">{result.name ?? 'Unnamed test'}</th>
              <td>
                <ResultText result={result} />
              </td>
              <td className="date">{formatDate(result.effective)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function ResultText({ result }: { result: LabResult }) {
  const { valueText, dataAbsentReason, referenceRange } = result;
  const ranges = joinTexts(referenceRange.map(({ text }) => (text === null ? null : formatRange(text))));
  return (
    <>
      <span className={isOutOfRange(result) ? 'value out' : 'value'}>
        {valueText ?? dataAbsentReason?.text ?? 'No value'}
      </span>
      <ResultBadges result={result} />
      {ranges !== '' && <span className="reference-range">Reference range: {ranges}</span>}
    </>
  );
}

/** Returns the tests with numeric results, newest first. A test without a code has no trend to query. */
function testsOf(rows: readonly Row[]): readonly Test[] {
  const tests = new Map<string, Test>();
  for (const row of rows) {
    const result = readFragment(LAB_RESULT, row);
    const { name, value } = result;
    const coding = row.code?.coding.find(({ system, code }) => system !== null && code !== null);
    if (name === null || coding === undefined || value?.__typename !== 'Quantity') continue;
    const code = `${coding.system}|${coding.code}`;
    if (!tests.has(code)) tests.set(code, { code, name, isLatestOutOfRange: isOutOfRange(result) });
  }
  return [...tests.values()];
}
