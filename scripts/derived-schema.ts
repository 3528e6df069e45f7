/**
 * Derives schema/derived.graphql from the tables of resources and lists: lookups, lists, their connections
 * and edges, the fields that many types share, and AnyResource.
 */
import type { PatientList } from '../src/fhir/list-definition.ts';
import { exclusionsOf } from '../src/fhir/modifiers.ts';
import { PATIENT_LISTS } from '../src/fhir/patient-lists.ts';
import { RECONCILED_TYPES } from '../src/fhir/record-source.ts';
import {
  GRAPH_TYPES,
  type GraphType,
  LISTED_TYPES,
  type ListedType,
  LOOKUP_TYPES,
  type LookupType,
  lookupFieldOf,
} from '../src/fhir/graph-types.ts';
import { RESOURCES } from '../src/fhir/resources.ts';

export function derivedSchema(): string {
  const lists = Object.entries<PatientList>(PATIENT_LISTS);
  const definitions = [
    '# Written by `npm run codegen` from the tables of resources and lists; do not edit.',
    extension('Query', LOOKUP_TYPES.map(lookup)),
    extension(
      'Patient',
      lists.flatMap(([name, list]) => [plainList(name, list), connectionField(name, list)]),
    ),
    ...GRAPH_TYPES.map((type) => extension(type, sharedFieldsOf(type))),
    ...LISTED_TYPES.flatMap((type) => [connection(type), edge(type)]),
    anyResource(),
  ];
  return `${definitions.join('\n\n')}\n`;
}

function extension(type: string, fields: readonly string[]): string {
  return `extend type ${type} {\n${fields.join('\n\n')}\n}`;
}

const RESOURCE_FIELDS = [
  `  "The labels that say who may see the record, such as \`NOPAT\`: not the patient (\`meta.security\`; of documents \`securityLabel\` too)."
  securityLabels: [Coding!]!`,
  `  "True for a record that was entered in error: disregard its content. Callers with \`patient/\` scopes get only its id and status."
  isEnteredInError: Boolean!`,
  `  "True if an unknown modifier extension may change what the record says: read \`modifierExtension\` in \`resource\`."
  hasUnknownModifier: Boolean!`,
];
const SOURCE = `  "Where the record comes from, such as \`Reported by the patient\`; null if the record does not say."
  source: String`;
const IS_RECONCILED = `  "False if no clinician has confirmed the entry, such as one of Epic's outside entries; null if the record does not say."
  isReconciled: Boolean`;

/** Returns the fields that `src/graphql/resolvers/record-fields.ts` resolves. */
function sharedFieldsOf(type: GraphType): readonly string[] {
  return [
    ...RESOURCE_FIELDS,
    ...(RESOURCES[type].patient.length > 0 ? [SOURCE] : []),
    ...(RECONCILED_TYPES.includes(type) ? [IS_RECONCILED] : []),
  ];
}

function lookup(type: LookupType): string {
  return `  "One ${RESOURCES[type].words.singular} by FHIR id; null where there is none."
  ${lookupFieldOf(type)}("The FHIR id." id: ID!): ${type}`;
}

const FIRST = argument('first', 'Int! = 20', 'How many at the most, from 1 to 100.');
const AFTER = argument(
  'after',
  'String',
  'Goes on after this cursor: an `endCursor` or `cursor` of this field, with the same arguments.',
);
const INCLUDE = argument('include', '[ExcludedRecords!]', 'Also records that the list leaves out otherwise.');

function plainList(name: string, list: PatientList): string {
  return `  """
  ${list.description}
  """
  ${name}(
${[FIRST, ...argumentsOf(list)].join('\n')}
  ): [${list.type}!]`;
}

function connectionField(name: string, list: PatientList): string {
  return `  "The same list, a page at a time."
  ${name}Connection(
${[FIRST, AFTER, ...argumentsOf(list)].join('\n')}
  ): ${list.type}Connection`;
}

/** Returns the arguments that the list is narrowed down by, and `include` where it leaves any records out. */
function argumentsOf({ type, byArgument = {} }: PatientList): readonly string[] {
  const filters = Object.entries(byArgument).map(([name, filter]) =>
    argument(name, filter.type, filter.description),
  );
  return exclusionsOf(type).length === 0 ? filters : [...filters, INCLUDE];
}

function argument(name: string, type: string, description: string): string {
  return `    "${description}"\n    ${name}: ${type}`;
}

function connection(type: ListedType): string {
  return `"A page of ${RESOURCES[type].words.plural}."
type ${type}Connection {
  "What is on the page."
  nodes: [${type}!]!
  "What is on the page, each with a cursor."
  edges: [${type}Edge!]!
  "Whether and where the list goes on."
  pageInfo: PageInfo!
}`;
}

function edge(type: ListedType): string {
  return `"One of a page of ${RESOURCES[type].words.plural}."
type ${type}Edge {
  "What is on the page."
  node: ${type}!
  "Opaque; give it as \`after\` to go on after this one."
  cursor: String!
}`;
}

function anyResource(): string {
  return `"Whatever a reference can point at in this graph."
union AnyResource =
${GRAPH_TYPES.map((type) => `  | ${type}`).join('\n')}`;
}
