import type { SandboxFacts } from './messages.ts';

export const OPERATION_NAMES = [
  'names of 10',
  'chart of one',
  '10 patients × 5 labs',
  '20 encounters with references',
  '100 entities',
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** The ids that an operation reads. Those that it does not need are empty. */
export interface OperationInputs {
  readonly id: string;
  readonly ids: readonly string[];
  readonly patients: readonly string[];
  readonly encounters: readonly string[];
}

export interface Operation {
  readonly name: OperationName;
  /** For contenders with the gateway's schema. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** For contenders without the gateway's schema. */
  readonly inputs: OperationInputs;
  /** Whether many of its references point to the same resources. */
  readonly repeatsReferences: boolean;
  /** Its approximate cost, as a multiple of the first operation's. */
  readonly weight: number;
}

const NO_INPUTS: OperationInputs = { id: '', ids: [], patients: [], encounters: [] };
const PERIOD = 'period { start end }';
const CODED = 'id code { text }';

export function createOperations(facts: SandboxFacts): Operation[] {
  const { withFewLabs: ids, withManyLabs, withManyEncounters, entities } = facts;
  const { patients, encounters } = entities;
  return [
    {
      name: 'names of 10',
      query: '{ patients(first: 10) { id fullName } }',
      variables: {},
      inputs: NO_INPUTS,
      repeatsReferences: false,
      weight: 1,
    },
    {
      name: 'chart of one',
      query: `query ($id: ID!) { patient(id: $id) { id fullName birthDate
        allergies(first: 50) { ${CODED} } problems(first: 50) { ${CODED} } medications(first: 50) { id authoredOn }
        labResults(first: 20) { ${CODED} effective } encounters(first: 20) { id ${PERIOD} } } }`,
      variables: { id: withManyLabs },
      inputs: { ...NO_INPUTS, id: withManyLabs },
      repeatsReferences: false,
      weight: 4,
    },
    {
      name: '10 patients × 5 labs',
      query: `query ($ids: [ID!]) { patients(first: 10, filter: { ids: $ids }) {
        id fullName labResults(first: 5) { ${CODED} effective } } }`,
      variables: { ids },
      inputs: { ...NO_INPUTS, ids },
      repeatsReferences: false,
      weight: 4,
    },
    {
      name: '20 encounters with references',
      query: `query ($id: ID!) { patient(id: $id) { id encounters(first: 20) { id ${PERIOD}
        participants { individual { resource { ... on Practitioner { id fullName } } } }
        locations { location { resource { id name } } } serviceProvider { resource { id name } } } } }`,
      variables: { id: withManyEncounters },
      inputs: { ...NO_INPUTS, id: withManyEncounters },
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
      inputs: { ...NO_INPUTS, patients, encounters },
      repeatsReferences: false,
      weight: 6,
    },
  ];
}
