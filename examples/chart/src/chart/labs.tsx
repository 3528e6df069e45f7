/** Lab results: the trend of one test, and all results as a list, newest first, or as a flowsheet. */
import { useId, useState } from 'react';
import type { LabPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { Choice } from '../parts/choice.tsx';
import { ChartSection } from './chart-section.tsx';
import { LabFlowsheet } from './lab-flowsheet.tsx';
import { LabTrend } from './lab-trend.tsx';
import { isOutOfRange, RESULT, type Result } from './result.ts';
import { ResultList } from './result-list.tsx';
import './labs.css';

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
      ...Result
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

type Rows = readonly LabPageFragment['nodes'][number][];

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
  const [view, setView] = useState<View>('list');
  return (
    <ChartSection
      what="lab results"
      resourceType="Observation"
      field="labResultsConnection"
      page={page}
      moreOf={MORE}
      empty="No lab results on file."
      hasOwnPaging={view === 'flowsheet'}
    >
      {(rows) => <Results rows={rows} view={view} onView={setView} />}
    </ChartSection>
  );
}

const VIEWS = { list: 'List', flowsheet: 'Flowsheet' } as const;
type View = keyof typeof VIEWS;

interface ResultsProps {
  readonly rows: Rows;
  readonly view: View;
  readonly onView: (view: View) => void;
}

function Results({ rows, view, onView }: ResultsProps) {
  const results = readFragment(RESULT, rows);
  return (
    <>
      <ChosenTrend tests={testsOf(results)} />
      <Choice label="View of the lab results" options={VIEWS} value={view} onChoose={onView} />
      {view === 'list' ? <ResultList results={results} /> : <LabFlowsheet />}
    </>
  );
}

function ChosenTrend({ tests }: { tests: readonly Test[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const selectId = useId();
  const test =
    tests.find(({ code }) => code === chosen) ??
    tests.find(({ isLatestOutOfRange }) => isLatestOutOfRange) ??
    tests[0];
  if (test === undefined) return null;
  const byName = tests.toSorted((one, other) => one.name.localeCompare(other.name));
  return (
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
  );
}

/** Returns the tests with numeric results, newest first. A test without a code has no trend to query. */
function testsOf(results: readonly Result[]): readonly Test[] {
  const tests = new Map<string, Test>();
  for (const result of results) {
    const { name, value } = result;
    const coding = result.code?.coding.find(({ system, code }) => system !== null && code !== null);
    if (name === null || coding === undefined || value?.__typename !== 'Quantity') continue;
    const code = `${coding.system}|${coding.code}`;
    if (!tests.has(code)) tests.set(code, { code, name, isLatestOutOfRange: isOutOfRange(result) });
  }
  return [...tests.values()];
}
