/** Who this is, what they react to, what must not be given and what is ordered for an arrest: above all else, and never a blank. */
import type { ReactNode } from 'react';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { Guards } from '../parts/guards.tsx';
import { Notices } from '../parts/notices.tsx';
import { Replaced } from '../parts/replaced.tsx';
import { codeText, dateText, listText } from '../words.ts';
import { AllergyBanner } from './allergy-banner.tsx';
import { useChart } from './chart-context.ts';
import { CodeStatus } from './code-status.tsx';
import { Prohibitions } from './prohibitions.tsx';

const BANNER = graphql(`
  fragment Banner on Patient {
    fullName
    hasProtectedName
    isEnteredInError
    hasUnknownModifier
    birthDate
    ageText
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
    interpreterRequired
    ...AllergyBanner
    ...CodeStatus
    ...Prohibitions
    ...Replaced
  }
`);

/** The fields of the patient whose warnings stand below the name. */
const IDENTITY_FIELDS = ['fullName', 'isReplacedBy', 'mrn', 'replacedBy'];

/** The fields that the header answers for, some of them in words of its own. */
export const HEADER_FIELDS = [...IDENTITY_FIELDS, 'codeStatus', 'prohibitions'];

interface Props {
  readonly patient: FragmentType<typeof BANNER>;
}

export function Banner(props: Props) {
  const patient = readFragment(BANNER, props.patient);
  const { warningsOf } = useChart();
  const { fullName, birthDate, ageText, gender, pronouns, mrn, deceased, deceasedAt, language } = patient;
  return (
    <div className="banner">
      <h1>
        {fullName ?? 'Name not on file'}
        {deceased === true && (
          <span className="badge">Deceased{deceasedAt !== null && ` ${dateText(deceasedAt)}`}</span>
        )}
        {patient.hasProtectedName && <span className="badge">Has a protected name</span>}
        <Guards record={patient} />
      </h1>
      <Replaced patient={patient} />
      <Notices warnings={warningsOf(IDENTITY_FIELDS)} />
      <dl className="facts">
        <Fact label="Born">
          {dateText(birthDate)}
          {ageText !== null && <>, {deceased === true ? `died at ${ageText}` : ageText}</>}
        </Fact>
        <Fact label="Gender">
          {codeText(gender) || 'Not on file'}
          {pronouns?.text !== undefined && pronouns.text !== null && ` (${pronouns.text})`}
        </Fact>
        <Fact label="MRN">{mrn ?? 'None'}</Fact>
        <Fact label="Language">
          {language?.text ?? 'Not on file'}
          {patient.interpreterRequired === true && ', needs an interpreter'}
        </Fact>
        <Fact label="Primary care">
          {listText(patient.generalPractitioners.map(({ display }) => display)) || 'Not on file'}
        </Fact>
        <Fact label="Code status">
          <CodeStatus patient={patient} />
        </Fact>
      </dl>
      <Prohibitions patient={patient} label="Not to be given or done" />
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
