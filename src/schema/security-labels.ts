/** Adds `securityLabels` to every resource type of the graph. The table of resources decides which they are. */
import type { GraphQLSchemaModule } from '@apollo/subgraph';
import { parse } from 'graphql';
import { RESOURCES, type ResourceFacts } from '../fhir/resources.ts';
import { securityLabelsOf } from '../fhir/security-labels.ts';

const FIELD = `
  "The labels that say who may see the record, such as \`NOPAT\`: not the patient (\`meta.security\`; of documents \`securityLabel\` too)."
  securityLabels: [Coding!]!
`;

/** Returns the extension of the schema, with its resolvers. */
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
