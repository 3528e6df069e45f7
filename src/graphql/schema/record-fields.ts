/** Adds the fields that every resource type of the graph has. The table of resources decides which types these are. */
import type { GraphQLSchemaModule } from '@apollo/subgraph';
import { parse } from 'graphql';
import { securityLabelsOf } from '../../access/security-labels.ts';
import { hasUnknownModifier } from '../../fhir/modifier-extensions.ts';
import { isEnteredInError } from '../../fhir/modifiers.ts';
import type { ResourceFacts } from '../../fhir/resource-facts.ts';
import { RESOURCES } from '../../fhir/resources.ts';

const FIELDS = `
  "The labels that say who may see the record, such as \`NOPAT\`: not the patient (\`meta.security\`; of documents \`securityLabel\` too)."
  securityLabels: [Coding!]!
  "True for a record that was entered in error: disregard its content. Callers with \`patient/\` scopes get only its id and status."
  isEnteredInError: Boolean!
  "True if an unknown modifier extension may change what the record says: read \`modifierExtension\` in \`resource\`."
  hasUnknownModifier: Boolean!
`;

/** Returns the extension of the schema, with its resolvers. */
export function recordFields(): GraphQLSchemaModule {
  const types = Object.entries<ResourceFacts>(RESOURCES).flatMap(([type, { inGraph }]) =>
    inGraph ? [type] : [],
  );
  const answers = {
    securityLabels: (resource: object) => securityLabelsOf(resource),
    isEnteredInError: (resource: object) => isEnteredInError(resource),
    hasUnknownModifier: (resource: object) => hasUnknownModifier(resource),
  };
  return {
    typeDefs: parse(types.map((type) => `extend type ${type} { ${FIELDS} }`).join('\n')),
    resolvers: Object.fromEntries(types.map((type) => [type, answers])),
  };
}
