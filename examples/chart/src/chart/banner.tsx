/** The chart header: identity, allergies, alerts, do-not-give orders and code status. A missing value always says so. */
import { createContext, type ReactNode, use } from 'react';
import type { IdentityFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { Guards } from '../parts/guards.tsx';
import { Notices } from '../parts/notices.tsx';
import { Replaced } from '../parts/replaced.tsx';
import { formatDate, joinTexts } from '../formatting.ts';
import { listSexes } from '../patients/identity.ts';
import { isFramed, usePersonSession } from '../sign-in/person-session.ts';
import { useSite } from '../sites.ts';
import { Alerts } from './alerts.tsx';
import { AllergyBanner } from './allergy-banner.tsx';
import { useChart } from './chart-context.ts';
import { CodeStatus } from './code-status.tsx';
import { Prohibitions } from './prohibitions.tsx';
import './banner.css';

export const BANNER = graphql(`
  fragment Banner on Patient {
    ...Identity
    genderIdentity {
      text
    }
    pronouns {
      text
    }
    language {
      text
    }
    generalPractitioners {
      display
    }
    interpreterRequired
    ...Alerts
    ...AllergyBanner
    ...CodeStatus
    ...Prohibitions
    ...Replaced
  }
`);

/** The patient fields whose warnings appear below the name. */
const IDENTITY_FIELDS = ['fullName', 'isReplacedBy', 'mrn', 'replacedBy'];

/** The patient fields whose warnings the header handles, some with texts of its own. */
export const HEADER_FIELDS = [...IDENTITY_FIELDS, 'codeStatus', 'flagsConnection', 'prohibitions'];

export interface BannerFacts {
  /** Null until it is loaded, and if it could not be loaded. */
  readonly patient: FragmentType<typeof BANNER> | null;
  /** The identity, perhaps from the patient list; null if it is unknown. */
  readonly identity: IdentityFragment | null;
  readonly isLoading: boolean;
}

/** The patient of the chart, for the header of the page and of each dialog. */
export const BannerContext = createContext<BannerFacts>({ patient: null, identity: null, isLoading: true });

interface Props {
  /** Whether it is the header of a dialog, below the heading of the page. */
  readonly isInDialog?: boolean;
  /** The button that shows or hides details. */
  readonly button?: ReactNode;
}

/** The class `compact` on its parent hides the elements of the class `detail`. */
export function Banner({ isInDialog = false, button }: Props) {
  const { identity, isLoading, ...facts } = use(BannerContext);
  const patient = readFragment(BANNER, facts.patient);
  const { warningsOf } = useChart();
  const warnings = warningsOf(IDENTITY_FIELDS);
  const Name = isInDialog ? 'p' : 'h1';
  return (
    <>
      <div className="patient-line">
        <Name className="patient-name">
          {identity === null
            ? isLoading
              ? 'Loading the patient…'
              : 'Name could not be loaded'
            : (identity.fullName ?? 'Name not on file')}
          {identity !== null && <Marks identity={identity} hasWarnings={warnings.length > 0} />}
        </Name>
        {identity !== null && <Identity identity={identity} />}
        {button}
      </div>
      {patient !== null && (
        <div className="detail">
          <Replaced patient={patient} />
          <Notices warnings={warnings} />
        </div>
      )}
      {patient !== null && identity !== null && (
        <dl className="facts detail">
          {listSexes(identity)
            .filter(({ text }, at, [first]) => at > 0 && text !== first?.text)
            .map(({ label, text }) => (
              <Fact key={label} label={label}>
                {text}
              </Fact>
            ))}
          {patient.genderIdentity?.text && <Fact label="Gender identity">{patient.genderIdentity.text}</Fact>}
          <Fact label="Pronouns">{patient.pronouns?.text ?? 'Not on file'}</Fact>
          <Fact label="Language">
            {patient.language?.text ?? 'Not on file'}
            {patient.interpreterRequired === true && ', interpreter needed'}
          </Fact>
          <Fact label="Primary care">
            {joinTexts(patient.generalPractitioners.map(({ display }) => display)) || 'Not on file'}
          </Fact>
        </dl>
      )}
      <div className="dangers">
        <AllergyBanner patient={patient} isLoading={isLoading} />
        <CodeStatus patient={patient} isLoading={isLoading} />
      </div>
      {patient !== null && <Alerts patient={patient} />}
      <Prohibitions patient={patient} isLoading={isLoading} label="Do Not Give or Perform" hasScope />
    </>
  );
}

function Marks({ identity, hasWarnings }: { identity: IdentityFragment; hasWarnings: boolean }) {
  const { deceased, deceasedAt, hasProtectedName, isReplacedBy } = identity;
  return (
    <>
      {deceased === true && (
        <span className="badge">Deceased{deceasedAt !== null && ` ${formatDate(deceasedAt)}`}</span>
      )}
      {hasProtectedName && <span className="badge">Protected name</span>}
      {isReplacedBy === true && <span className="badge warn">Merged into another record</span>}
      {hasWarnings && <span className="badge warn">See the warnings in the details</span>}
      <Guards record={identity} />
    </>
  );
}

function Identity({ identity }: { identity: IdentityFragment }) {
  const { id, birthDate, ageText, mrn, deceased } = identity;
  const isIdentityElsewhere = useIsIdentityElsewhere(id);
  const { name: siteName } = useSite();
  const [sex] = listSexes(identity);
  return (
    <dl className="identity">
      {!isIdentityElsewhere && (
        <>
          <Fact label="Age">
            {ageText === null ? 'Not on file' : deceased === true ? `${ageText} at death` : ageText}
          </Fact>
          <Fact label="Born">{birthDate === null ? 'Not on file' : formatDate(birthDate)}</Fact>
        </>
      )}
      <Fact label={sex?.label ?? 'Sex'}>{sex?.text ?? 'Not on file'}</Fact>
      {!isIdentityElsewhere && <Fact label="MRN">{mrn ?? 'Not on file'}</Fact>}
      {siteName !== null && <Fact label="Site">{siteName}</Fact>}
    </dl>
  );
}

/**
 * Returns whether the EHR shows who the patient is (SMART's `need_patient_banner`): only around a frame, and only for the patient with whom
 * it opened the app. Dangers, such as allergies, are in this header in any case.
 */
function useIsIdentityElsewhere(patientId: string): boolean {
  const session = usePersonSession();
  return session?.needsPatientBanner === false && session.patientId === patientId && isFramed;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
