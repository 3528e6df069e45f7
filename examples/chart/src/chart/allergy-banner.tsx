/** Active allergies in one line. "No known allergies", "not on file" and "could not be loaded" are three different messages. */
import type { AllergyBannerFragment, AllergyStatus } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatNumber } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import { useChart } from './chart-context.ts';

/**
 * Selects all that the list below selects of `pageInfo` and `reactions`, which the cache replaces as a whole: without the cursor, for example, that
 * list would no longer be complete.
 */
const BANNER = graphql(`
  fragment AllergyBanner on Patient {
    allergyStatus
    allergiesConnection(first: 100, include: [REFUTED]) {
      nodes {
        id
        name
        meaning
        isEnteredInError
        hasUnknownModifier
        clinicalStatus
        verificationStatus
        criticality
        reactions {
          severity
          description
          manifestations {
            text
          }
          notes
        }
        notes
      }
      pageInfo {
        hasNextPage
        endCursor
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

const LOADING: Message = { tone: 'unsure', text: 'Loading allergies…' };

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

/** An allergy that can kill, as assessed or as experienced: many records of severe reactions lack the criticality. */
function isSevere({ criticality, reactions }: Allergy): boolean {
  return criticality === 'HIGH' || reactions.some(({ severity }) => severity === 'SEVERE');
}

/** How many allergies the compact header shows: see banner.css. */
const SHOWN_IN_COMPACT = [
  ['narrow', 3],
  ['wide', 8],
] as const;

interface Props {
  /** Null until it is loaded, and if it could not be loaded. */
  readonly patient: FragmentType<typeof BANNER> | null;
  readonly isLoading: boolean;
}

export function AllergyBanner(props: Props) {
  const { allergyStatus = null, allergiesConnection = null } = readFragment(BANNER, props.patient) ?? {};
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
  const active =
    status === 'RECORDED'
      ? nodes.filter(isActive).toSorted((one, other) => Number(isSevere(other)) - Number(isSevere(one)))
      : [];
  const { tone, text } =
    props.patient === null && props.isLoading ? LOADING : describeStatus(status, active.length);
  return (
    <section className={`allergies ${tone}`} aria-label="Allergy Summary">
      <p>
        <b>{text}</b>
        {active.length > 0 && ` (${formatNumber(active.length)})`}
        {status === 'NO_KNOWN_ALLERGIES_OF_A_KIND' &&
          `: ${nodes.map(({ name }) => name ?? 'category not specified').join(', ')}`}
      </p>
      {active.length > 0 && (
        <ul className="inline">
          {active.map((allergy) => (
            <li key={allergy.id}>
              {allergy.name ?? 'Allergen not specified'}
              {allergy.verificationStatus === 'UNCONFIRMED' && ' (unconfirmed)'}{' '}
              {isSevere(allergy) && (
                <strong className="badge danger">
                  {allergy.criticality === 'HIGH' ? 'High criticality' : 'Severe reaction'}
                </strong>
              )}
              <Guards record={allergy} />
            </li>
          ))}
        </ul>
      )}
      {/* The compact header shows the first allergies, the most severe ones, and the number of the others. */}
      {SHOWN_IN_COMPACT.map(([screen, count]) =>
        active.length > count ? (
          <p key={screen} className={`others ${screen}`}>
            {describeOthers(active.slice(count))}
          </p>
        ) : null,
      )}
      {isPartial && <p>The list may be incomplete.</p>}
    </section>
  );
}

/** Returns `and 5 more, 2 of them severe`. */
function describeOthers(others: readonly Allergy[]): string {
  const severe = others.filter(isSevere).length;
  const more = `and ${formatNumber(others.length)} more`;
  return severe === 0 ? more : `${more}, ${formatNumber(severe)} of them severe`;
}

function describeStatus(status: AllergyStatus | null, activeCount: number): Message {
  if (status === null) return NOT_LOADED;
  return status === 'RECORDED' && activeCount === 0 ? NONE_ACTIVE : STATUS[status];
}
