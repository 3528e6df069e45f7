/** One patient of the list, with enough detail to distinguish patients of the same name. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { goTo } from '../navigation.ts';
import { formatCode, formatDate } from '../formatting.ts';

const ROW = graphql(`
  fragment PatientRow on Patient {
    id
    fullName
    birthDate
    ageText
    hasProtectedName
    isEnteredInError
    hasUnknownModifier
    isReplacedBy
    gender
    mrn
    deceased
  }
`);

interface Props {
  readonly patient: FragmentType<typeof ROW>;
}

export function PatientRow(props: Props) {
  const patient = readFragment(ROW, props.patient);
  const { id, fullName, birthDate, ageText, gender, mrn, deceased } = patient;
  return (
    <li>
      <button type="button" onClick={() => goTo({ name: 'chart', patientId: id, noteId: null })}>
        <span className="name">{fullName ?? 'Name not on file'}</span>
        <span className="fact">
          <span className="label">DOB</span> {birthDate === null ? 'not on file' : formatDate(birthDate)}
          {ageText !== null && ` (${ageText})`}
        </span>
        <span className="fact">
          <span className="label">Gender</span> {formatCode(gender) || 'not on file'}
        </span>
        <span className="fact">
          <span className="label">MRN</span> {mrn ?? 'not on file'}
        </span>
        <span className="fact">
          {deceased === true && <span className="badge">Deceased</span>}
          {patient.isReplacedBy === true && <span className="badge warn">Merged into another record</span>}
          {patient.hasProtectedName && <span className="badge">Protected name</span>}
        </span>
      </button>
    </li>
  );
}
