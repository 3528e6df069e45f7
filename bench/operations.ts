/** The operations that the contenders are compared by. */
import type { SandboxFacts } from './messages.ts';

export const OPERATION_NAMES = [
  'names of 10',
  'chart of one',
  '10 patients × 5 labs',
  '20 encounters with references',
  '100 entities',
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** Whom an operation is about; what it does not need is empty. */
export interface AskedAbout {
  readonly id: string;
  readonly ids: readonly string[];
  readonly patients: readonly string[];
  readonly encounters: readonly string[];
}

export interface Operation {
  readonly name: OperationName;
  /** For those who speak the graph of the gateway. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same for those who do not. */
  readonly asked: AskedAbout;
  /** Whether many references in it point at the same. */
  readonly repeatsReferences: boolean;
  /** How many operations of the first kind one of this costs about as much as. */
  readonly weight: number;
}

const NOTHING: AskedAbout = { id: '', ids: [], patients: [], encounters: [] };
const PERIOD = 'period { start end }';
const CODED = 'id code { text }';

export function operationsFor(facts: SandboxFacts): Operation[] {
  const { withFewLabs: ids, withManyLabs, withManyEncounters, entities } = facts;
  const { patients, encounters } = entities;
  return [
    {
      name: 'names of 10',
      query: '{ patients(first: 10) { id fullName } }',
      variables: {},
      asked: NOTHING,
      repeatsReferences: false,
      weight: 1,
    },
    {
      name: 'chart of one',
      query: `query ($id: ID!) { patient(id: $id) { id fullName birthDate
        allergies(first: 50) { ${CODED} } problems(first: 50) { ${CODED} } medications(first: 50) { id authoredOn }
        labResults(first: 20) { ${CODED} effective } encounters(first: 20) { id ${PERIOD} } } }`,
      variables: { id: withManyLabs },
      asked: { ...NOTHING, id: withManyLabs },
      repeatsReferences: false,
      weight: 4,
    },
    {
      name: '10 patients × 5 labs',
      query: `query ($ids: [ID!]) { patients(first: 10, filter: { ids: $ids }) {
        id fullName labResults(first: 5) { ${CODED} effective } } }`,
      variables: { ids },
      asked: { ...NOTHING, ids },
      repeatsReferences: false,
      weight: 4,
    },
    {
      name: '20 encounters with references',
      query: `query ($id: ID!) { patient(id: $id) { id encounters(first: 20) { id ${PERIOD}
        participants { individual { resource { ... on Practitioner { id fullName } } } }
        locations { location { resource { id name } } } serviceProvider { resource { id name } } } } }`,
      variables: { id: withManyEncounters },
      asked: { ...NOTHING, id: withManyEncounters },
      repeatsReferences: true,
      weight: 4,
    },
    {
      name: '100 entities',
      query: `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on Patient { id fullName } ... on Encounter { id ${PERIOD} } } }`,
      variables: {
        representations: [
          ...patients.map((id) => ({ __typename: 'Patient', id })),
          ...encounters.map((id) => ({ __typename: 'Encounter', id })),
        ],
      },
      asked: { ...NOTHING, patients, encounters },
      repeatsReferences: false,
      weight: 6,
    },
  ];
}
