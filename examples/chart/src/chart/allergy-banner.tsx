/** Active allergies in one line. "No known allergies", "not on file" and "could not be loaded" are three different messages. */
import type { AllergyBannerFragment, AllergyStatus } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { useChart } from './chart-context.ts';

const BANNER = graphql(`
  fragment AllergyBanner on Patient {
    allergyStatus
    allergiesConnection(first: 100, include: [REFUTED]) {
      nodes {
        id
        name
        meaning
        clinicalStatus
        verificationStatus
        criticality
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

type Allergy = NonNullable<AllergyBannerFragment['allergiesConnection']>['nodes'][number];

interface Message {
  readonly tone: 'danger' | 'good' | 'unsure';
  readonly text: string;
}

const STATUS: Readonly<Record<AllergyStatus, Message>> = {
  RECORDED: { tone: 'danger', text: 'Allergies' },
  NO_KNOWN_ALLERGIES: { tone: 'good', text: 'No known allergies' },
  NO_KNOWN_ALLERGIES_OF_A_KIND: {
    tone: 'unsure',
    text: 'No known allergies in some categories, others not on file',
  },
  NOT_ON_FILE: { tone: 'unsure', text: 'No allergy information recorded: the patient may have allergies' },
  MAY_BE_INCOMPLETE: {
    tone: 'unsure',
    text: 'No allergies shown, but the list may be incomplete: treat allergies as unknown',
  },
  UNKNOWN: { tone: 'unsure', text: 'Allergies unknown, or not stated in the record' },
};

const NOT_LOADED: Message = { tone: 'unsure', text: 'Allergies could not be loaded: treat them as unknown' };

const NONE_ACTIVE: Message = {
  tone: 'unsure',
  text: 'No active allergies: those on file are inactive, resolved, refuted or entered in error',
};

/** Inactive, resolved, refuted and erroneous allergies belong in the list below, not in the banner. */
function isActive({ meaning, clinicalStatus, verificationStatus }: Allergy): boolean {
  return (
    meaning === 'ALLERGY' &&
    clinicalStatus !== 'INACTIVE' &&
    clinicalStatus !== 'RESOLVED' &&
    verificationStatus !== 'REFUTED' &&
    verificationStatus !== 'ENTERED_IN_ERROR'
  );
}

interface Props {
  readonly patient: FragmentType<typeof BANNER>;
}

export function AllergyBanner(props: Props) {
  const { allergyStatus, allergiesConnection } = readFragment(BANNER, props.patient);
  const { warningsOf } = useChart();
  const isPartial =
    allergiesConnection?.pageInfo.hasNextPage === true ||
    warningsOf(['allergiesConnection', 'allergyStatus'], 'AllergyIntolerance').some(
      // The gateway omits some records on purpose, such as refuted allergies. They do not make the banner incomplete.
      ({ code }) => !code.endsWith('_LEFT_OUT'),
    );
  // A status without its list would warn without naming an allergen.
  const status = allergiesConnection === null ? null : allergyStatus;
  const nodes = allergiesConnection?.nodes ?? [];
  const active = status === 'RECORDED' ? nodes.filter(isActive) : [];
  const { tone, text } = describeStatus(status, active.length);
  return (
    <section className={`allergies ${tone}`} aria-label="Allergy Summary">
      <p>
        <b>{text}</b>
        {status === 'NO_KNOWN_ALLERGIES_OF_A_KIND' &&
          `: ${nodes.map(({ name }) => name ?? 'category not specified').join(', ')}`}
      </p>
      {active.length > 0 && (
        <ul className="inline">
          {active.map(({ id, name, criticality, verificationStatus }) => (
            <li key={id}>
              {name ?? 'Allergen not specified'}
              {verificationStatus === 'UNCONFIRMED' && ' (unconfirmed)'}
              {criticality === 'HIGH' && <strong className="badge danger">High criticality</strong>}
            </li>
          ))}
        </ul>
      )}
      {isPartial && <p>The list may be incomplete.</p>}
    </section>
  );
}

function describeStatus(status: AllergyStatus | null, activeCount: number): Message {
  if (status === null) return NOT_LOADED;
  return status === 'RECORDED' && activeCount === 0 ? NONE_ACTIVE : STATUS[status];
}
