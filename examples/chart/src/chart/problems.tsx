/** The problem list, with statements such as "No known problems". */
import type { ProblemPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate, formatStatus, joinTexts } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import { Remarks } from '../parts/remarks.tsx';
import type { Column } from '../parts/record-table.tsx';
import { RecordSection } from './record-section.tsx';

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
      notes
      bodySites {
        text
      }
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

type Row = ProblemPageFragment['nodes'][number];

interface Props {
  readonly patient: FragmentType<typeof PROBLEMS>;
}

export function Problems(props: Props) {
  const { problemsConnection } = readFragment(PROBLEMS, props.patient);
  const page = readFragment(PAGE, problemsConnection) ?? null;
  return (
    <RecordSection
      what="problems"
      resourceType="Condition"
      field="problemsConnection"
      page={page}
      moreOf={MORE}
      empty="No problems on file."
      caption="Problems, active ones first"
      columns={COLUMNS}
    />
  );
}

function renderStatus(row: Row) {
  const { clinicalStatus, verificationStatus, isActive, isReconciled } = row;
  return (
    <div className="badges">
      <span className={clinicalStatus === 'ACTIVE' ? 'badge accent' : 'badge'}>
        {clinicalStatus === null && isActive ? 'Active, status not on file' : formatStatus(clinicalStatus)}
      </span>
      {verificationStatus !== null && (
        <span className={verificationStatus === 'CONFIRMED' ? 'muted' : 'badge warn'}>
          {formatStatus(verificationStatus)}
        </span>
      )}
      {isReconciled === false && <span className="badge warn">Not reconciled</span>}
      <Guards record={row} />
    </div>
  );
}

function renderCourse({ onset, onsetText, abatement, abatementText }: Row) {
  const end = abatement === null ? abatementText : formatDate(abatement);
  return (
    <>
      {onset === null ? (onsetText ?? <span className="muted">Not on file</span>) : formatDate(onset)}
      {end !== null && <span className="aside">Abated {end}</span>}
    </>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  {
    head: 'Problem',
    share: 3,
    cell: ({ name, meaning, severity, source, bodySites, notes }) => (
      <>
        {name ?? 'Unnamed problem'}
        {meaning !== 'CONDITION' && <span className="aside">Statement, not a problem</span>}
        <span className="aside">{joinTexts([severity?.text, source])}</span>
        <Remarks sites={bodySites} notes={notes} />
      </>
    ),
  },
  { head: 'Status', share: 2.5, cell: renderStatus },
  { head: 'Onset', share: 1.9, cell: renderCourse },
];
