/** The allergy list with reactions, including resolved and refuted allergies. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatCode, formatDate, formatStatus, joinTexts, pickText } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import { ChartSection } from './chart-section.tsx';

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
      criticality
      recordedDate
      reactions {
        severity
        description
        manifestations {
          text
        }
      }
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

interface Props {
  readonly patient: FragmentType<typeof ALLERGIES>;
}

export function Allergies(props: Props) {
  const { allergiesConnection } = readFragment(ALLERGIES, props.patient);
  const page = readFragment(PAGE, allergiesConnection) ?? null;
  return (
    <ChartSection
      title="Allergies and Intolerances"
      what="allergies"
      resourceType="AllergyIntolerance"
      field="allergiesConnection"
      page={page}
      moreOf={MORE}
      empty="No allergy information recorded."
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                {row.name ?? 'Allergen not specified'}
                {row.meaning === 'ALLERGY' && row.criticality === 'HIGH' && (
                  <strong className="badge danger">High criticality</strong>
                )}
                {row.clinicalStatus !== 'ACTIVE' && row.clinicalStatus !== null && (
                  <span className="badge">{formatStatus(row.clinicalStatus)}</span>
                )}
                {row.verificationStatus !== 'CONFIRMED' && row.verificationStatus !== null && (
                  <span className="badge">{formatStatus(row.verificationStatus)}</span>
                )}
                {row.isReconciled === false && <span className="badge warn">Not reconciled</span>}
                <Guards record={row} />
              </p>
              {row.reactions.map(({ severity, description, manifestations }, index) => (
                <p key={index}>
                  {pickText(
                    joinTexts(manifestations.map(({ text }) => text)),
                    description,
                    'Reaction not specified',
                  )}
                  {severity !== null && ` (${formatCode(severity).toLowerCase()})`}
                </p>
              ))}
              <p className="muted">
                {row.meaning === 'ALLERGY' ? 'Recorded' : 'Statement, not an allergy. Recorded'}{' '}
                {formatDate(row.recordedDate)}
                {row.source !== null && `. ${row.source}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ChartSection>
  );
}
