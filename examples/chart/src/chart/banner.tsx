/** Who this is, and what they react to: above all else, and never left open to doubt. */
import type { ReactNode } from 'react';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { codeText, dateText, listText } from '../words.ts';
import { AllergyBanner } from './allergy-banner.tsx';

const BANNER = graphql(`
  fragment Banner on Patient {
    fullName
    birthDate
    age
    gender
    pronouns {
      text
    }
    mrn
    deceased
    deceasedAt
    language {
      text
    }
    generalPractitioners {
      display
    }
    ...AllergyBanner
  }
`);

interface Props {
  readonly patient: FragmentType<typeof BANNER>;
}

export function Banner(props: Props) {
  const patient = readFragment(BANNER, props.patient);
  const { fullName, birthDate, age, gender, pronouns, mrn, deceased, deceasedAt, language } = patient;
  return (
    <div className="banner">
      <h1>
        {fullName ?? 'Name not on file'}
        {deceased === true && (
          <span className="badge">Deceased{deceasedAt !== null && ` ${dateText(deceasedAt)}`}</span>
        )}
      </h1>
      <dl className="facts">
        <Fact label="Born">
          {dateText(birthDate)}
          {age !== null && <>, {deceased === true ? `died at ${age}` : `${age} years`}</>}
        </Fact>
        <Fact label="Gender">
          {codeText(gender) || 'Not on file'}
          {pronouns?.text !== undefined && pronouns.text !== null && ` (${pronouns.text})`}
        </Fact>
        <Fact label="MRN">{mrn ?? 'None'}</Fact>
        <Fact label="Language">{language?.text ?? 'Not on file'}</Fact>
        <Fact label="Primary care">
          {listText(patient.generalPractitioners.map(({ display }) => display)) || 'Not on file'}
        </Fact>
      </dl>
      <AllergyBanner patient={patient} />
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
