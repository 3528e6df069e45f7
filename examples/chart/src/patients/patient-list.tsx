/** The patients of a page: a table, or cards on a narrow screen, with enough detail to distinguish patients of the same name. */
import { type KeyboardEvent, useSyncExternalStore } from 'react';
import type { IdentityFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { goTo } from '../navigation.ts';
import { formatDate } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import { IDENTITY, listSexes } from './identity.ts';

const ROW = graphql(`
  fragment PatientRow on Patient {
    id
    ...Identity
  }
`);

const WIDE = globalThis.matchMedia('(min-width: 48rem)');

interface Props {
  readonly patients: readonly FragmentType<typeof ROW>[];
}

export function PatientList(props: Props) {
  const patients = readFragment(ROW, props.patients).map((row) => readFragment(IDENTITY, row));
  const isWide = useSyncExternalStore(subscribeToWidth, () => WIDE.matches);
  if (!isWide)
    return (
      <ul className="patients">
        {patients.map((patient) => (
          <li key={patient.id}>
            <PatientCard patient={patient} />
          </li>
        ))}
      </ul>
    );
  return (
    <table className="patients">
      <caption className="unseen">Patients</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Date of birth</th>
          <th scope="col">Age</th>
          <th scope="col">Sex</th>
          <th scope="col">MRN</th>
        </tr>
      </thead>
      <tbody>
        {patients.map((patient) => {
          const { name, born, age, sex, mrn } = describe(patient);
          return (
            <tr key={patient.id}>
              <th scope="row">
                <button type="button" className="link" onClick={() => open(patient.id)} onKeyDown={moveFocus}>
                  {name}
                </button>
                <Marks patient={patient} />
              </th>
              <td>{born}</td>
              <td>{age}</td>
              <td>
                {sex.text} {sex.label !== USUAL_SEX && <span className="muted">{sex.label}</span>}
              </td>
              <td className="number">{mrn}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function PatientCard({ patient }: { patient: IdentityFragment }) {
  const { name, born, age, sex, mrn } = describe(patient);
  return (
    <button type="button" onClick={() => open(patient.id)} onKeyDown={moveFocus}>
      <span className="name">{name}</span>
      <Marks patient={patient} />
      <span className="fact">
        {born} · {age}
      </span>
      <span className="fact">
        <span className="label">{sex.label === USUAL_SEX ? 'Sex' : sex.label}</span> {sex.text}
      </span>
      <span className="fact">
        <span className="label">MRN</span> {mrn}
      </span>
    </button>
  );
}

function Marks({ patient }: { patient: IdentityFragment }) {
  return (
    <span className="marks">
      {patient.deceased === true && <span className="badge">Deceased</span>}
      {patient.isReplacedBy === true && <span className="badge warn">Merged into another record</span>}
      {patient.hasProtectedName && <span className="badge">Protected name</span>}
      <Guards record={patient} />
    </span>
  );
}

/** The sex that the column shows without saying which of the record's sexes it is. */
const USUAL_SEX = 'Sex for clinical use';

function describe(patient: IdentityFragment) {
  const { fullName, birthDate, ageText, mrn, deceased } = patient;
  const [sex = { label: USUAL_SEX, text: 'Not on file' }] = listSexes(patient);
  return {
    name: fullName ?? 'Name not on file',
    born: birthDate === null ? 'Date of birth not on file' : formatDate(birthDate),
    age: ageText === null ? 'Age not on file' : deceased === true ? `${ageText} at death` : ageText,
    sex,
    mrn: mrn ?? 'Not on file',
  };
}

function open(patientId: string): void {
  goTo({ name: 'chart', patientId, documentId: null });
}

/** Moves the focus to the next or the previous patient. */
function moveFocus(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...(event.currentTarget.closest('.patients')?.querySelectorAll('button') ?? [])];
  buttons[buttons.indexOf(event.currentTarget) + step]?.focus();
}

function subscribeToWidth(notify: () => void): () => void {
  WIDE.addEventListener('change', notify);
  return () => WIDE.removeEventListener('change', notify);
}
