import { customScalarTypes } from 'epic-fhir-graphql-client/relay';

const config = {
  src: '.',
  schema: './node_modules/epic-fhir-graphql-gateway/sdl/schema.graphql',
  language: 'typescript',
  eagerEsModules: true,
  useImportTypeSyntax: true,
  customScalarTypes,
};
// relay-compiler loads it as a CommonJS module.
export { config as 'module.exports' };
