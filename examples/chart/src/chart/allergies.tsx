/** The allergy list with reactions, including resolved and refuted allergies. */
import type { AllergyPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatCode, formatDate, formatStatus, joinTexts, pickText } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import { Remarks } from '../parts/remarks.tsx';
import type { Column } from '../parts/record-table.tsx';
import { RecordSection } from './record-section.tsx';

const ALLERGIES = graphql(`
  fragment Allergies on Patient {
    allergiesConnection(first: 100, include: [REFUTED]) {
      ...AllergyPage
    }
  }
`);

const PAGE = graphql(`
  fragment AllergyPage on AllergyIntoleranceConnection {
    nodes {
      id
      name
      meaning
      isEnteredInError
      hasUnknownModifier
      isReconciled
      source
      clinicalStatus
      verificationStatus
      type
      categories
      criticality
      onset
      onsetText
      recordedDate
      reactions {
        severity
        description
        manifestations {
          text
        }
        notes
      }
      notes
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreAllergies($id: ID!, $after: String) {
    patient(id: $id) {
      id
      allergyStatus
      allergiesConnection(first: 100, after: $after, include: [REFUTED]) {
        ...AllergyPage
      }
    }
  }
`);

type Row = AllergyPageFragment['nodes'][number];

interface Props {
  readonly patient: FragmentType<typeof ALLERGIES>;
}

export function Allergies(props: Props) {
  const { allergiesConnection } = readFragment(ALLERGIES, props.patient);
  const page = readFragment(PAGE, allergiesConnection) ?? null;
  return (
    <RecordSection
      what="allergies"
      resourceType="AllergyIntolerance"
      field="allergiesConnection"
      page={page}
      moreOf={MORE}
      empty="No allergy information recorded."
      caption="Allergies and intolerances, by criticality"
      columns={COLUMNS}
    />
  );
}

function renderSubstance({ name, meaning, type, categories, criticality, source, notes }: Row) {
  const kind = joinTexts([...categories.map(formatCode), type === null ? null : formatCode(type)]);
  return (
    <>
      {name ?? 'Allergen not specified'}
      {meaning === 'ALLERGY' && criticality !== null && (
        <p>
          {criticality === 'HIGH' ? (
            <strong className="badge danger">High criticality</strong>
          ) : (
            <span className="badge">{CRITICALITIES[criticality] ?? formatStatus(criticality)}</span>
          )}
        </p>
      )}
      <span className="aside">{joinTexts([kind, source])}</span>
      <Remarks notes={notes} />
    </>
  );
}

const CRITICALITIES: Readonly<Record<string, string>> = {
  LOW: 'Low criticality',
  UNABLE_TO_ASSESS: 'Criticality cannot be assessed',
  UNRECOGNIZED: 'Unrecognized criticality',
};

function renderReactions({ meaning, reactions }: Row) {
  if (meaning !== 'ALLERGY' && reactions.length === 0)
    return <span className="muted">Statement, not an allergy</span>;
  if (reactions.length === 0) return <span className="muted">Not on file</span>;
  return reactions.map(({ severity, description, manifestations, notes }, index) => (
    <p key={index}>
      {pickText(joinTexts(manifestations.map(({ text }) => text)), description, 'Reaction not specified')}
      {severity !== null && (
        <>
          {' '}
          <span className={severity === 'SEVERE' ? 'badge danger' : 'badge'}>{formatCode(severity)}</span>
        </>
      )}
      <Remarks notes={notes} />
    </p>
  ));
}

function renderStatus(row: Row) {
  const { meaning, clinicalStatus, verificationStatus, isReconciled, onset, onsetText, recordedDate } = row;
  return (
    <>
      <div className="badges">
        {(meaning === 'ALLERGY' || clinicalStatus !== null) && (
          <span className={clinicalStatus === 'ACTIVE' ? 'badge accent' : 'badge'}>
            {formatStatus(clinicalStatus)}
          </span>
        )}
        {verificationStatus !== null && (
          <span className={verificationStatus === 'CONFIRMED' ? 'muted' : 'badge warn'}>
            {formatStatus(verificationStatus)}
          </span>
        )}
        {isReconciled === false && <span className="badge warn">Not reconciled</span>}
        <Guards record={row} />
      </div>
      <span className="aside">
        {onset === null ? onsetText !== null && `Onset ${onsetText}. ` : `Onset ${formatDate(onset)}. `}
        Recorded {formatDate(recordedDate)}
      </span>
    </>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Substance', share: 3, cell: renderSubstance },
  { head: 'Reactions', share: 2.5, cell: renderReactions },
  { head: 'Status', share: 2, cell: renderStatus },
];
