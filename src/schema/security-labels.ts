/** The field that every resource of the graph has: its security labels. Derived from the table of resources, so that no type lacks it. */
import type { GraphQLSchemaModule } from '@apollo/subgraph';
import { parse } from 'graphql';
import { RESOURCES, type ResourceFacts } from '../fhir/resources.ts';
import { securityLabelsOf } from '../fhir/security-labels.ts';

const FIELD = `
  "The labels that say who may see the record, such as \`NOPAT\`: not the patient (\`meta.security\`; of documents \`securityLabel\` too)."
  securityLabels: [Coding!]!
`;

/** Adds the field to the types that the schema defines. */
export function securityLabels(): GraphQLSchemaModule {
  const types = Object.entries<ResourceFacts>(RESOURCES).flatMap(([type, { inGraph }]) =>
    inGraph ? [type] : [],
  );
  const answer = { securityLabels: (resource: object) => securityLabelsOf(resource) };
  return {
    typeDefs: parse(types.map((type) => `extend type ${type} { ${FIELD} }`).join('\n')),
    resolvers: Object.fromEntries(types.map((type) => [type, answer])),
  };
}
