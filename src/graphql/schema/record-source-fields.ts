/** Adds `source` to the types of a patient's record, and `isReconciled` to those whose reconciliation is marked. */
import type { GraphQLSchemaModule } from '@apollo/subgraph';
import { parse } from 'graphql';
import { isReconciled, RECONCILED_TYPES, sourceOf } from '../../fhir/record-source.ts';
import type { ResourceFacts } from '../../fhir/resource-facts.ts';
import { RESOURCES } from '../../fhir/resources.ts';
import type { Resource } from '../../fhir/types.ts';
import type { Context } from '../context.ts';

const SOURCE = `
  "Where the record comes from, such as \`Reported by the patient\`; null if the record does not say."
  source: String
`;
const IS_RECONCILED = `
  "False if no clinician has confirmed the entry, such as one of Epic's outside entries; null if the record does not say."
  isReconciled: Boolean
`;

/** Returns the extension of the schema, with its resolvers. */
export function recordSource(): GraphQLSchemaModule {
  const types = Object.entries<ResourceFacts>(RESOURCES).flatMap(([type, { inGraph, patient }]) =>
    inGraph && patient.length > 0 ? [type] : [],
  );
  const fields = {
    source: (resource: Resource, _args: object, { loaders }: Context) => sourceOf(resource, loaders.isEpic()),
  };
  const reconciled = {
    isReconciled: (resource: Resource, _args: object, { loaders }: Context) =>
      isReconciled(resource, loaders.isEpic()),
  };
  const extensions = [
    ...types.map((type) => `extend type ${type} { ${SOURCE} }`),
    ...RECONCILED_TYPES.map((type) => `extend type ${type} { ${IS_RECONCILED} }`),
  ];
  return {
    typeDefs: parse(extensions.join('\n')),
    resolvers: Object.fromEntries(
      types.map((type) => [type, { ...fields, ...(RECONCILED_TYPES.includes(type) && reconciled) }]),
    ),
  };
}
