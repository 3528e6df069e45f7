import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate, formatStatus } from '../formatting.ts';
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
      title="Problem List"
      what="problems"
      resourceType="Condition"
      field="problemsConnection"
      page={page}
      moreOf={MORE}
      empty="No problems on file."
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                {row.name ?? 'Unnamed problem'}
                <span className={row.clinicalStatus === 'ACTIVE' ? 'badge good' : 'badge'}>
                  {row.clinicalStatus === null && row.isActive
                    ? 'Active, status not on file'
                    : formatStatus(row.clinicalStatus)}
                </span>
                {row.verificationStatus !== 'CONFIRMED' && row.verificationStatus !== null && (
                  <span className="badge">{formatStatus(row.verificationStatus)}</span>
                )}
                {row.isReconciled === false && <span className="badge warn">Not reconciled</span>}
                <Guards record={row} />
              </p>
              <p className="muted">
                {row.meaning !== 'CONDITION' && 'Statement, not a problem. '}
                {row.severity?.text !== undefined && row.severity.text !== null && `${row.severity.text}. `}
                Onset {row.onset === null ? (row.onsetText ?? 'not on file') : formatDate(row.onset)}
                {row.abatement === null
                  ? row.abatementText !== null && `, abated ${row.abatementText}`
                  : `, abated ${formatDate(row.abatement)}`}
                {row.source !== null && `. ${row.source}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ChartSection>
  );
}
