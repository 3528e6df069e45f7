/** The problem list. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { codeText, dateText } from '../words.ts';
import { Guards } from '../parts/guards.tsx';
import { ChartSection } from './chart-section.tsx';

const PROBLEMS = graphql(`
  fragment Problems on Patient {
    problemsConnection(first: 10) {
      ...ProblemPage
    }
  }
`);

const PAGE = graphql(`
  fragment ProblemPage on ConditionConnection {
    nodes {
      id
      name
      meaning
      isEnteredInError
      hasUnknownModifier
      isActive
      isReconciled
      source
      clinicalStatus
      verificationStatus
      severity {
        text
      }
      onset
      onsetText
      abatement
      abatementText
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreProblems($id: ID!, $after: String) {
    patient(id: $id) {
      id
      problemsConnection(first: 10, after: $after) {
        ...ProblemPage
      }
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof PROBLEMS>;
}

export function Problems(props: Props) {
  const { problemsConnection } = readFragment(PROBLEMS, props.patient);
  const page = readFragment(PAGE, problemsConnection) ?? null;
  return (
    <ChartSection
      title="Problems"
      what="problems"
      resourceType="Condition"
      field="problemsConnection"
      page={page}
      moreOf={MORE}
      empty="The problem list is empty."
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                {row.name ?? 'Problem not named'}
                <span className={row.clinicalStatus === 'ACTIVE' ? 'badge good' : 'badge'}>
                  {codeText(row.clinicalStatus) ||
                    (row.isActive ? 'Active, without a status' : 'Status not told')}
                </span>
                {row.verificationStatus !== 'CONFIRMED' && row.verificationStatus !== null && (
                  <span className="badge">{codeText(row.verificationStatus)}</span>
                )}
                {row.isReconciled === false && <span className="badge warn">Not reconciled</span>}
                <Guards record={row} />
              </p>
              <p className="muted">
                {row.meaning !== 'CONDITION' && 'A statement, not a problem. '}
                {row.severity?.text !== undefined && row.severity.text !== null && `${row.severity.text}. `}
                {row.onset === null ? (row.onsetText ?? 'Start not on file') : `Since ${dateText(row.onset)}`}
                {row.abatement === null
                  ? row.abatementText !== null && `, until ${row.abatementText}`
                  : `, until ${dateText(row.abatement)}`}
                {row.source !== null && `. ${row.source}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ChartSection>
  );
}
