/** The problem list. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { codeText, dateText } from '../words.ts';
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
      clinicalStatus
      verificationStatus
      severity {
        text
      }
      onset
      onsetText
      abatement
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
          {rows.map(
            ({ id, name, clinicalStatus, verificationStatus, severity, onset, onsetText, abatement }) => (
              <li key={id}>
                <p className="main-line">
                  {name ?? 'Problem not named'}
                  <span className={clinicalStatus === 'ACTIVE' ? 'badge good' : 'badge'}>
                    {codeText(clinicalStatus) || 'Status not told'}
                  </span>
                </p>
                <p className="muted">
                  {severity?.text !== undefined && severity.text !== null && `${severity.text}. `}
                  {verificationStatus !== 'CONFIRMED' && verificationStatus !== null && (
                    <>{codeText(verificationStatus)}. </>
                  )}
                  {onset === null ? (onsetText ?? 'Start not on file') : `Since ${dateText(onset)}`}
                  {abatement !== null && `, until ${dateText(abatement)}`}
                </p>
              </li>
            ),
          )}
        </ul>
      )}
    </ChartSection>
  );
}
