/** What the patient takes, or is to take: orders in force, on hold or of unknown status, below what must not be given. */
import type { MedicationPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { codeText, dateText } from '../words.ts';
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
      empty="No current medications are on file."
      above={<Prohibitions patient={medications} label="Medications not to be given" />}
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                {row.name ?? 'Medication not named'}
                {row.doNotPerform === true && <strong className="badge danger">Do not give</strong>}
                {row.status !== 'ACTIVE' && (
                  <span className="badge warn">{codeText(row.status) || 'Status unknown'}</span>
                )}
                <Guards record={row} />
              </p>
              <p>{row.dosageText ?? 'No instruction on file'}</p>
              <p className="muted">
                {originOf(row)}
                {row.authoredOn !== null && `, ${dateText(row.authoredOn)}`}
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

/** US Core records home medications as plans, and what somebody reports as `reported`. */
function originOf({ intent, reported }: MedicationPageFragment['nodes'][number]): string {
  if (reported === true) return 'As reported by the patient or others';
  return intent === 'PLAN' ? 'Planned, or taken at home' : 'Ordered';
}
