/** Derives lookups, lists, connections, edges, the fields that many types share, and AnyResource from the tables of resources and lists. */
import { argumentsOf } from '../src/fhir/derived-arguments.ts';
import type { PatientList } from '../src/fhir/list-definition.ts';
import {
  DIRECTORY_SEARCH_NAMES,
  DIRECTORY_SEARCHES,
  type DirectorySearch,
} from '../src/fhir/directory-searches.ts';
import { exclusionsOf } from '../src/fhir/modifiers.ts';
import { DATED_TYPES, datedMemberOf, LIST_NAMES, PATIENT_LISTS } from '../src/fhir/patient-lists.ts';
import { RECONCILED_TYPES } from '../src/fhir/record-source.ts';
import {
  GRAPH_TYPES,
  type GraphType,
  LISTED_TYPES,
  LOOKUP_TYPES,
  type LookupType,
  lookupFieldOf,
} from '../src/fhir/graph-types.ts';
import { RESOURCES } from '../src/fhir/resources.ts';

/** Returns schema/derived.graphql. */
export function derivedSchema(): string {
  const pagedTypes = [
    ...LISTED_TYPES.map((type) => [type, RESOURCES[type].words.plural] as const),
    ...Object.values(DIRECTORY_SEARCHES).map(({ type, plural }) => [type, plural] as const),
  ];
  const definitions = [
    '# Written by `npm run codegen` from the tables of resources and lists; do not edit.',
    extension('Query', [
      ...LOOKUP_TYPES.map(lookup),
      ...DIRECTORY_SEARCH_NAMES.flatMap((name) => directorySearch(name, DIRECTORY_SEARCHES[name])),
    ]),
    extension(
      'Patient',
      LIST_NAMES.flatMap((name) => [
        plainList(name, PATIENT_LISTS[name]),
        connectionField(name, PATIENT_LISTS[name]),
      ]),
    ),
    ...GRAPH_TYPES.map((type) => extension(type, sharedFieldsOf(type))),
    ...pagedTypes.flatMap(([type, plural]) => [connection(type, plural), edge(type, plural)]),
    anyResource(),
    datedRecordType(),
  ];
  return `${definitions.join('\n\n')}\n`;
}

function extension(type: string, fields: readonly string[]): string {
  return `extend type ${type} {\n${fields.join('\n\n')}\n}`;
}

const RESOURCE_FIELDS = [
  `  "The security labels that limit who may see the record, such as \`NOPAT\`: not the patient (\`meta.security\`; for documents also \`securityLabel\`)."
  securityLabels: [Coding!]!`,
  `  "Whether the record was entered in error: if true, disregard its content. Callers with \`patient/\` scopes receive only its id and status."
  isEnteredInError: Boolean!`,
  `  "Whether an unknown modifier extension may change the meaning of the record, even reverse it: read \`modifierExtension\` in \`resource\`."
  hasUnknownModifier: Boolean!`,
];
const SOURCE = `  "The origin of the record, such as \`Reported by the patient\`. Null if the record does not say."
  source: String`;
const PROVENANCES = `  "Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say."
  provenances: [Provenance!]`;
const IS_RECONCILED = `  "Whether a clinician has confirmed the entry. False for entries such as Epic's outside ones. Null if the record does not say."
  isReconciled: Boolean`;

/** Returns the fields that `src/graphql/resolvers/record-fields.ts` resolves. */
function sharedFieldsOf(type: GraphType): readonly string[] {
  return [
    ...RESOURCE_FIELDS,
    ...(RESOURCES[type].patient.length > 0 ? [SOURCE, PROVENANCES] : []),
    ...(RECONCILED_TYPES.includes(type) ? [IS_RECONCILED] : []),
  ];
}

function lookup(type: LookupType): string {
  return `  "The ${RESOURCES[type].words.singular} with this FHIR id. Null if there is none, or the caller may not see it."
  ${lookupFieldOf(type)}("The FHIR id: opaque, case-sensitive, and different at every site." id: ID!): ${type}`;
}

const FIRST = argument('first', 'Int! = 20', 'The maximum number to return, from 1 to 100.');
const AFTER = argument(
  'after',
  'String',
  'Continues after this cursor: an `endCursor` or `cursor` of this field, with the same arguments.',
);
const INCLUDE = argument(
  'include',
  '[ExcludedRecords!]',
  'Also returns these records, which the list leaves out by default.',
);

function plainList(name: string, list: PatientList): string {
  return `  """
  ${list.description}
  """
  ${name}(
${[FIRST, ...argumentsIn(list)].join('\n')}
  ): [${list.type}!]`;
}

function connectionField(name: string, list: PatientList): string {
  return `  "The same list with pagination."
  ${name}Connection(
${[FIRST, AFTER, ...argumentsIn(list)].join('\n')}
  ): ${list.type}Connection`;
}

/** Returns the arguments that filter the list, and `include` if the list leaves records out. */
function argumentsIn(list: PatientList): readonly string[] {
  const filters = Object.entries(argumentsOf(list)).map(([name, filter]) =>
    argument(name, filter.type, filter.description),
  );
  return exclusionsOf(list.type).length === 0 ? filters : [...filters, INCLUDE];
}

function directorySearch(name: string, { type, description, criteria }: DirectorySearch): readonly string[] {
  const args = Object.entries(criteria).map(([criterion, { kind, description: about }]) =>
    argument(criterion, CRITERION_TYPES[kind], about),
  );
  return [
    `  """\n  ${description}\n  """\n  ${name}(\n${[FIRST, ...args].join('\n')}\n  ): [${type}!]`,
    `  "The same list with pagination."\n  ${name}Connection(\n${[FIRST, AFTER, ...args].join('\n')}\n  ): ${type}Connection`,
  ];
}

const CRITERION_TYPES = { text: 'String', code: 'String', identifier: 'IdentifierFilter', reference: 'ID' };

function argument(name: string, type: string, description: string): string {
  return `    "${description}"\n    ${name}: ${type}`;
}

function connection(type: GraphType, plural: string): string {
  return `"A page of ${plural}."
type ${type}Connection {
  "The records on the page."
  nodes: [${type}!]!
  "The records on the page, each with a cursor."
  edges: [${type}Edge!]!
  "Whether and where the list continues."
  pageInfo: PageInfo!
}`;
}

function edge(type: GraphType, plural: string): string {
  return `"A record on a page of ${plural}."
type ${type}Edge {
  "The record."
  node: ${type}!
  "An opaque cursor. Pass it as \`after\` to continue after this record."
  cursor: String!
}`;
}

function anyResource(): string {
  return `"Any resource type that a reference can point to in this graph."
union AnyResource =
${GRAPH_TYPES.map((type) => `  | ${type}`).join('\n')}`;
}

function datedRecordType(): string {
  const members = DATED_TYPES.map(
    (type) => `  "${capitalized(RESOURCES[type].words.plural)}."\n  ${datedMemberOf(type)}`,
  );
  return `"The types of dated records in a patient's lists."\nenum DatedRecordType {\n${members.join('\n')}\n}`;
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
