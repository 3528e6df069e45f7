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
import { RECORD_TYPES } from '../src/fhir/resources.ts';
import {
  GRAPH_TYPES,
  type GraphType,
  LISTED_TYPES,
  LOOKUP_TYPES,
  type LookupType,
  lookupFieldOf,
} from '../src/fhir/graph-types.ts';
import type { ResourceFacts } from '../src/fhir/resource-facts.ts';
import { RESOURCES } from '../src/fhir/resources.ts';

/** Returns schema/derived.graphql. */
export function derivedSchema(): string {
  const pagedTypes = [
    ...LISTED_TYPES.map((type) => [type, RESOURCES[type].words.plural] as const),
    ...Object.values(DIRECTORY_SEARCHES).map(({ type, plural }) => [type, plural] as const),
    [RECORDS.type, 'records of one type'] as const,
  ];
  const definitions = [
    '# Written by `npm run codegen` from the tables of resources and lists; do not edit.',
    extension('Query', [
      ...LOOKUP_TYPES.map(lookup),
      ...DIRECTORY_SEARCH_NAMES.flatMap((name) => directorySearch(name, DIRECTORY_SEARCHES[name])),
    ]),
    extension(
      'Patient',
      [...LIST_NAMES.map((name) => fieldOf(name, PATIENT_LISTS[name])), RECORDS].flatMap((list) => [
        plainList(list),
        connectionField(list),
      ]),
    ),
    ...GRAPH_TYPES.map((type) => extension(type, sharedFieldsOf(type))),
    extension('Record', RESOURCE_FIELDS),
    ...pagedTypes.flatMap(([type, plural]) => [connection(type, plural), edge(type, plural)]),
    anyResource(),
    recordType(),
    datedRecordType(),
  ];
  return `${definitions.join('\n\n')}\n`;
}

function extension(type: string, fields: readonly string[]): string {
  return `extend type ${type} {\n${fields.join('\n\n')}\n}`;
}

const RESOURCE_FIELDS = [
  `  "The labels that limit access, such as \`NOPAT\`: not the patient."
  securityLabels: [Coding!]!`,
  `  "Whether it was entered in error. If so, disregard it."
  isEnteredInError: Boolean!`,
  `  "Whether an unknown \`modifierExtension\` may change the meaning: see \`resource\`."
  hasUnknownModifier: Boolean!`,
];
const SOURCE = `  "The origin, such as \`Reported by the patient\`, if stated."
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
  return `  "The ${RESOURCES[type].words.singular} with this FHIR id, if the caller may see it."
  ${lookupFieldOf(type)}("The FHIR id." id: ID!): ${type}`;
}

const FIRST = argument('first', 'Int! = 20', 'The maximum number, from 1 to 100.');
const AFTER = argument('after', 'String', '');
const INCLUDE = argument('include', '[ExcludedRecords!]', 'Also returns these records, left out by default.');

const SORT = argument('sort', 'ListSort', 'NEWEST (default) or OLDEST first.');

/** The resolvers of lists return a list or throw. Their generated types do not admit null. */
const NULL_ONLY_WITH_ERROR = ' @semanticNonNull';

/** A list of `Patient`, as a plain list and as a connection. */
interface ListField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly filters: readonly string[];
}

function fieldOf(name: string, list: PatientList): ListField {
  return { name, type: list.type, description: list.description, filters: argumentsIn(list) };
}

const RECORDS: ListField = {
  name: 'records',
  type: 'Record',
  description:
    'Records of one type, also of types without a list of their own. Sorted as in the list of the type, otherwise newest first. If the FHIR server does not list the type by patient, the list is empty, with the warning LIST_NOT_OFFERED.',
  filters: [argument('type', 'RecordType!', 'The FHIR type.'), INCLUDE, SORT],
};

function plainList({ name, type, description, filters }: ListField): string {
  return `  """
  ${description}
  """
  ${name}(
${[FIRST, ...filters].join('\n')}
  ): [${type}!]${NULL_ONLY_WITH_ERROR}`;
}

function connectionField({ name, type, filters }: ListField): string {
  return `  "The same list with pagination."
  ${name}Connection(
${[FIRST, AFTER, ...filters].map(withoutDescription).join('\n')}
  ): ${type}Connection${NULL_ONLY_WITH_ERROR}`;
}

/** Returns the arguments that filter the list, `include` if the list leaves records out, and `sort` if its records have dates. */
function argumentsIn(list: PatientList): readonly string[] {
  const filters = Object.entries(argumentsOf(list)).map(([name, filter]) =>
    argument(name, filter.type, filter.description),
  );
  const { date }: ResourceFacts = RESOURCES[list.type];
  return [
    ...filters,
    ...(exclusionsOf(list.type).length === 0 ? [] : [INCLUDE]),
    ...(date.length === 0 ? [] : [SORT]),
  ];
}

/** The list describes each argument, and `Query.patientsConnection` describes `after`, so connections do not repeat the descriptions. */
function withoutDescription(described: string): string {
  return described.slice(described.indexOf('\n') + 1);
}

function directorySearch(name: string, { type, description, criteria }: DirectorySearch): readonly string[] {
  const args = Object.entries(criteria).map(([criterion, { kind, description: about }]) =>
    argument(criterion, CRITERION_TYPES[kind], about),
  );
  return [
    `  """\n  ${description}\n  """\n  ${name}(\n${[FIRST, ...args].join('\n')}\n  ): [${type}!]${NULL_ONLY_WITH_ERROR}`,
    `  "The same list with pagination."\n  ${name}Connection(\n${[FIRST, AFTER, ...args].map(withoutDescription).join('\n')}\n  ): ${type}Connection${NULL_ONLY_WITH_ERROR}`,
  ];
}

const CRITERION_TYPES = { text: 'String', code: 'String', identifier: 'IdentifierFilter', reference: 'ID' };

function argument(name: string, type: string, description: string): string {
  return `    "${description}"\n    ${name}: ${type}`;
}

/** PatientConnection describes the fields that all connections and edges have. */
function connection(type: string, plural: string): string {
  return `"A page of ${plural}."
type ${type}Connection {
  nodes: [${type}!]!
  edges: [${type}Edge!]!
  pageInfo: PageInfo!
}`;
}

function edge(type: string, plural: string): string {
  return `"A record on a page of ${plural}."
type ${type}Edge {
  node: ${type}!
  cursor: String!
}`;
}

function anyResource(): string {
  return `"Any resource type that a reference can point to in this graph."
union AnyResource =
${GRAPH_TYPES.map((type) => `  | ${type}`).join('\n')}`;
}

function recordType(): string {
  const members = Object.entries(RECORD_TYPES).map(([member, type]) => `  "${type}."\n  ${member}`);
  return `"The FHIR types that the gateway reads."\nenum RecordType {\n${members.join('\n')}\n}`;
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
