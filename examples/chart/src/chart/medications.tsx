/** Medication orders that are active, on hold or of unknown status, below the do-not-give orders. */
import type { MedicationPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate, formatStatus } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import { ChartSection } from './chart-section.tsx';
import { Prohibitions } from './prohibitions.tsx';

const MEDICATIONS = graphql(`
  fragment Medications on Patient {
    medicationsConnection(first: 10, status: [ACTIVE]) {
      ...MedicationPage
    }
    ...Prohibitions
  }
`);

const PAGE = graphql(`
  fragment MedicationPage on MedicationRequestConnection {
    nodes {
      id
      name
      isEnteredInError
      hasUnknownModifier
      status
      intent
      reported
      doNotPerform
      dosageText
      source
      authoredOn
      requester {
        display
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreMedications($id: ID!, $after: String) {
    patient(id: $id) {
      id
      medicationsConnection(first: 10, after: $after, status: [ACTIVE]) {
        ...MedicationPage
      }
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof MEDICATIONS>;
}

export function Medications(props: Props) {
  const medications = readFragment(MEDICATIONS, props.patient);
  const { medicationsConnection } = medications;
  const page = readFragment(PAGE, medicationsConnection) ?? null;
  return (
    <ChartSection
      title="Medications"
      what="medications"
      resourceType="MedicationRequest"
      field="medicationsConnection"
      page={page}
      moreOf={MORE}
      empty="No current medications on file."
      above={<Prohibitions patient={medications} label="Do Not Give" />}
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                {row.name ?? 'Unnamed medication'}
                {row.doNotPerform === true && <strong className="badge danger">Do not give</strong>}
                {row.status !== 'ACTIVE' && <span className="badge warn">{formatStatus(row.status)}</span>}
                <Guards record={row} />
              </p>
              <p>{row.dosageText ?? 'No instructions on file'}</p>
              <p className="muted">
                {originOf(row)}
                {row.authoredOn !== null && `, ${formatDate(row.authoredOn)}`}
                {row.requester?.display !== undefined &&
                  row.requester.display !== null &&
                  `, ${row.requester.display}`}
                {row.source !== null && row.reported !== true && `. ${row.source}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ChartSection>
  );
}

/** US Core records home medications with the intent `plan`, and medications from a secondary source as `reported`. */
function originOf({ intent, reported }: MedicationPageFragment['nodes'][number]): string {
  if (reported === true) return 'Reported by the patient or another source';
  return intent === 'PLAN' ? 'Planned or home medication' : 'Ordered';
}
