/** The allergy list with reactions, past and refuted ones too. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { codeText, dateText, firstText, listText } from '../words.ts';
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
      title="Allergies and intolerances"
      what="allergies"
      resourceType="AllergyIntolerance"
      field="allergiesConnection"
      page={page}
      moreOf={MORE}
      empty="There is no entry, not even one that says that there are none."
    >
      {(rows) => (
        <ul className="rows">
          {rows.map(
            ({
              id,
              name,
              meaning,
              isEnteredInError,
              hasUnknownModifier,
              clinicalStatus,
              verificationStatus,
              criticality,
              recordedDate,
              reactions,
            }) => (
              <li key={id}>
                <p className="main-line">
                  {name ?? 'Substance not named'}
                  {meaning === 'ALLERGY' && criticality === 'HIGH' && (
                    <strong className="badge danger">High risk</strong>
                  )}
                  {clinicalStatus !== 'ACTIVE' && clinicalStatus !== null && (
                    <span className="badge">{codeText(clinicalStatus)}</span>
                  )}
                  {verificationStatus !== 'CONFIRMED' && verificationStatus !== null && (
                    <span className="badge">{codeText(verificationStatus)}</span>
                  )}
                  <Guards record={{ isEnteredInError, hasUnknownModifier }} />
                </p>
                {reactions.map(({ severity, description, manifestations }, index) => (
                  <p key={index}>
                    {firstText(
                      listText(manifestations.map(({ text }) => text)),
                      description,
                      'Reaction not described',
                    )}
                    {severity !== null && ` (${codeText(severity).toLowerCase()})`}
                  </p>
                ))}
                <p className="muted">
                  {meaning === 'ALLERGY' ? 'Recorded' : 'A statement, not an allergy; recorded'}{' '}
                  {dateText(recordedDate)}
                </p>
              </li>
            ),
          )}
        </ul>
      )}
    </ChartSection>
  );
}
