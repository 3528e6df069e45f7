/** The chart header: identity, allergies, do-not-give orders and code status. A missing value always says so. */
import type { ReactNode } from 'react';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { Guards } from '../parts/guards.tsx';
import { Notices } from '../parts/notices.tsx';
import { Replaced } from '../parts/replaced.tsx';
import { formatCode, formatDate, joinTexts } from '../formatting.ts';
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

/** The patient fields whose warnings appear below the name. */
const IDENTITY_FIELDS = ['fullName', 'isReplacedBy', 'mrn', 'replacedBy'];

/** The patient fields whose warnings the header handles, some with texts of its own. */
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
          <span className="badge">Deceased{deceasedAt !== null && ` ${formatDate(deceasedAt)}`}</span>
        )}
        {patient.hasProtectedName && <span className="badge">Protected name</span>}
        <Guards record={patient} />
      </h1>
      <Replaced patient={patient} />
      <Notices warnings={warningsOf(IDENTITY_FIELDS)} />
      <dl className="facts">
        <Fact label="Date of Birth">
          {birthDate === null ? 'Not on file' : formatDate(birthDate)}
          {ageText !== null && <>, {deceased === true ? `age at death ${ageText}` : ageText}</>}
        </Fact>
        <Fact label="Gender">
          {formatCode(gender) || 'Not on file'}
          {pronouns?.text !== undefined && pronouns.text !== null && ` (${pronouns.text})`}
        </Fact>
        <Fact label="MRN">{mrn ?? 'Not on file'}</Fact>
        <Fact label="Language">
          {language?.text ?? 'Not on file'}
          {patient.interpreterRequired === true && ', interpreter needed'}
        </Fact>
        <Fact label="Primary Care">
          {joinTexts(patient.generalPractitioners.map(({ display }) => display)) || 'Not on file'}
        </Fact>
        <Fact label="Code Status">
          <CodeStatus patient={patient} />
        </Fact>
      </dl>
      <Prohibitions patient={patient} label="Do Not Give or Perform" />
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
