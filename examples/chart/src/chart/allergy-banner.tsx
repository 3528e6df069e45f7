/** What the patient reacts to, in one line; that there is nothing, that nobody asked and that it could not be read are three things. */
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

interface Words {
  readonly tone: 'danger' | 'good' | 'unsure';
  readonly text: string;
}

const STATUS: Readonly<Record<AllergyStatus, Words>> = {
  RECORDED: { tone: 'danger', text: 'Allergies' },
  NO_KNOWN_ALLERGIES: { tone: 'good', text: 'No known allergies' },
  NO_KNOWN_ALLERGIES_OF_A_KIND: {
    tone: 'unsure',
    text: 'No known allergies of one kind, others not on file',
  },
  NOT_ON_FILE: { tone: 'unsure', text: 'Allergies not on file: nobody has asked yet, so there may be some' },
  MAY_BE_INCOMPLETE: {
    tone: 'unsure',
    text: 'No allergy shown, but the list may be incomplete: treat allergies as not known',
  },
  UNKNOWN: { tone: 'unsure', text: 'Allergies not known: the record says so, or says nothing' },
};

const UNREAD: Words = { tone: 'unsure', text: 'Allergies could not be loaded: treat them as not known' };

const PAST: Words = {
  tone: 'unsure',
  text: 'No allergy in force: those on file are over, or were ruled out',
};

/** What is over, was ruled out or never meant to be is no warning; the list below has it. */
function isInForce({ meaning, clinicalStatus, verificationStatus }: Allergy): boolean {
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
      // What the gateway itself leaves out, such as refuted allergies, is no allergy that is missing.
      ({ code }) => !code.endsWith('_LEFT_OUT'),
    );
  // A status without its list would be a warning of nothing in particular.
  const status = allergiesConnection === null ? null : allergyStatus;
  const nodes = allergiesConnection?.nodes ?? [];
  const inForce = status === 'RECORDED' ? nodes.filter(isInForce) : [];
  const { tone, text } = wordsOf(status, inForce.length);
  return (
    <section className={`allergies ${tone}`} aria-label="Allergies at a glance">
      <p>
        <b>{text}</b>
        {status === 'NO_KNOWN_ALLERGIES_OF_A_KIND' &&
          `: ${nodes.map(({ name }) => name ?? 'kind not told').join(', ')}`}
      </p>
      {inForce.length > 0 && (
        <ul className="inline">
          {inForce.map(({ id, name, criticality, verificationStatus }) => (
            <li key={id}>
              {name ?? 'Substance not named'}
              {verificationStatus === 'UNCONFIRMED' && ' (unconfirmed)'}
              {criticality === 'HIGH' && <strong className="badge danger">High risk</strong>}
            </li>
          ))}
        </ul>
      )}
      {isPartial && <p>There may be more than is shown.</p>}
    </section>
  );
}

function wordsOf(status: AllergyStatus | null, inForce: number): Words {
  if (status === null) return UNREAD;
  return status === 'RECORDED' && inForce === 0 ? PAST : STATUS[status];
}
