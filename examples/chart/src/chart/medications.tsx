/** What the patient takes, or is to take: orders that are in force or held up. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { codeText, dateText } from '../words.ts';
import { ChartSection } from './chart-section.tsx';

const MEDICATIONS = graphql(`
  fragment Medications on Patient {
    medicationsConnection(first: 10, status: [ACTIVE, ON_HOLD]) {
      ...MedicationPage
    }
  }
`);

const PAGE = graphql(`
  fragment MedicationPage on MedicationRequestConnection {
    nodes {
      id
      name
      status
      reported
      doNotPerform
      authoredOn
      requester {
        display
      }
      dosages {
        text
        patientInstruction
        doseText
        timingText
        asNeeded
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
      medicationsConnection(first: 10, after: $after, status: [ACTIVE, ON_HOLD]) {
        ...MedicationPage
      }
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof MEDICATIONS>;
}

export function Medications(props: Props) {
  const { medicationsConnection } = readFragment(MEDICATIONS, props.patient);
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
    >
      {(rows) => (
        <ul className="rows">
          {rows.map(({ id, name, status, reported, doNotPerform, authoredOn, requester, dosages }) => (
            <li key={id}>
              <p className="main-line">
                {name ?? 'Medication not named'}
                {doNotPerform === true && <strong className="badge danger">Not to be given</strong>}
                {status !== 'ACTIVE' && <span className="badge">{codeText(status)}</span>}
              </p>
              {dosages.map((dosage, index) => (
                <p key={index}>{instructionOf(dosage)}</p>
              ))}
              <p className="muted">
                {reported === true ? 'As reported by the patient or others' : 'Ordered'}
                {authoredOn !== null && `, ${dateText(authoredOn)}`}
                {requester?.display !== undefined && requester.display !== null && `, ${requester.display}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ChartSection>
  );
}

interface Dosage {
  readonly text: string | null;
  readonly patientInstruction: string | null;
  readonly doseText: string | null;
  readonly timingText: string | null;
  readonly asNeeded: boolean | null;
}

/** The whole instruction where there is one; its parts otherwise. */
function instructionOf({ text, patientInstruction, doseText, timingText, asNeeded }: Dosage): string {
  const whole = text ?? patientInstruction;
  if (whole !== null) return whole;
  const parts = [doseText, timingText, asNeeded === true ? 'as needed' : null].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? 'No instruction on file' : parts.join(', ');
}
