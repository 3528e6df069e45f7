import { DIRECTORY_SEARCH_NAMES, DIRECTORY_SEARCHES } from '../src/fhir/directory-searches.ts';
import { LISTED_TYPES, LOOKUP_TYPES, lookupFieldOf } from '../src/fhir/graph-types.ts';
import { RECORD_TYPES } from '../src/fhir/resources.ts';
import { LIST_NAMES, PATIENT_LISTS, type PatientListName } from '../src/fhir/patient-lists.ts';

/** Returns src/graphql/resolvers/derived.ts: the resolvers of lookups, lists and connections. The compiler checks each against the schema. */
export function derivedResolvers(): string {
  const pagedTypes = [
    ...LISTED_TYPES,
    ...Object.values(DIRECTORY_SEARCHES).map(({ type }) => type),
    'Patient',
  ];
  return `/** The resolvers of lookups, lists and connections. Written by \`npm run codegen\` from the tables of resources and lists; do not edit. */
import type { PatientResolvers, QueryResolvers, RecordTypeResolvers, Resolvers } from '../../generated/resolver-types.ts';
import { createDirectoryListResolver, createDirectoryPageResolver } from './directory.ts';
import {
  createConnectionResolvers,
  createEdgeResolvers,
  createListResolver,
  createObservationListResolver,
  createObservationPageResolver,
  createPageResolver,
} from './lists.ts';
import { createLookup } from './lookups.ts';

export const lookups = {
${LOOKUP_TYPES.map((type) => `  ${lookupFieldOf(type)}: createLookup('${type}'),`).join('\n')}
} satisfies Partial<QueryResolvers>;

export const searches = {
${DIRECTORY_SEARCH_NAMES.flatMap((name) => [
  `  ${name}: createDirectoryListResolver('${name}'),`,
  `  ${name}Connection: createDirectoryPageResolver('${name}'),`,
]).join('\n')}
} satisfies Partial<QueryResolvers>;

export const lists = {
${LIST_NAMES.flatMap(resolversOf).join('\n')}
} satisfies Partial<PatientResolvers>;

export const connections = {
${pagedTypes
  .flatMap((type) => [
    `  ${type}Connection: createConnectionResolvers<'${type}'>(),`,
    `  ${type}Edge: createEdgeResolvers<'${type}'>(),`,
  ])
  .join('\n')}
} satisfies Partial<Resolvers>;

export const recordTypes = {
${Object.entries(RECORD_TYPES)
  .map(([member, type]) => `  ${member}: '${type}',`)
  .join('\n')}
} as const satisfies RecordTypeResolvers;
`;
}

function resolversOf(list: PatientListName): readonly string[] {
  const prefix = PATIENT_LISTS[list].type === 'Observation' ? 'createObservation' : 'create';
  return [
    `  ${list}: ${prefix}ListResolver('${list}'),`,
    `  ${list}Connection: ${prefix}PageResolver('${list}'),`,
  ];
}
