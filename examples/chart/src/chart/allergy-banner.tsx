/** What the patient reacts to, in one line; that there is nothing, that nobody asked and that it could not be read are three things. */
import type { AllergyBannerFragment, AllergyStatus } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { useChart } from './chart-context.ts';

const BANNER = graphql(`
  fragment AllergyBanner on Patient {
    allergyStatus
    allergiesConnection(first: 100) {
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
  UNKNOWN: { tone: 'unsure', text: 'Allergies not known: the record says nothing, or not all' },
};

const UNREAD: Words = { tone: 'unsure', text: 'Allergies could not be loaded: treat them as not known' };

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
  const { warnings } = useChart();
  const { tone, text } =
    allergyStatus === null || allergyStatus === undefined ? UNREAD : STATUS[allergyStatus];
  const nodes = allergiesConnection?.nodes ?? [];
  const isPartial = warnings.some(({ resourceType }) => resourceType === 'AllergyIntolerance');
  return (
    <section className={`allergies ${tone}`} aria-label="Allergies at a glance">
      <p>
        <b>{text}</b>
        {allergyStatus === 'NO_KNOWN_ALLERGIES_OF_A_KIND' &&
          `: ${nodes.map(({ name }) => name ?? 'kind not told').join(', ')}`}
        {allergyStatus === 'RECORDED' && ': '}
      </p>
      {allergyStatus === 'RECORDED' && (
        <ul className="inline">
          {nodes.filter(isInForce).map(({ id, name, criticality, verificationStatus }) => (
            <li key={id}>
              {name ?? 'Substance not named'}
              {verificationStatus === 'UNCONFIRMED' && ' (unconfirmed)'}
              {criticality === 'HIGH' && <strong className="badge danger">High risk</strong>}
            </li>
          ))}
        </ul>
      )}
      {(isPartial || allergiesConnection?.pageInfo.hasNextPage === true) && (
        <p>There may be more than is shown.</p>
      )}
    </section>
  );
}
