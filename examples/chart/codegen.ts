/** Generates src/gql: the types of this app's operations, from the gateway's schema. */
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../sdl/schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      config: {
        enumType: 'string-literal',
        useTypeImports: true,
        customDirectives: { apolloUnmask: true },
        scalars: {
          ID: 'string',
          FhirDate: 'string',
          FhirDateTime: 'string',
          FhirDecimal: 'string',
          JSON: 'unknown',
        },
      },
    },
    // The cache needs the members of each union to match fragments.
    'src/gql/possible-types.ts': {
      plugins: ['fragment-matcher'],
      config: { useExplicitTyping: true },
    },
  },
};

export default config;
