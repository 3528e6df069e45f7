/** Configures GraphQL Code Generator. Runs in Node only. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SCALAR_TYPES } from './generated/scalars.ts';

/** The TypeScript type of each scalar, for `config.scalars` of any plugin. `ID` is a string in results too. */
export const scalars = { ID: 'string', ...SCALAR_TYPES } as const;

/** The file in the gateway's package. */
const SCHEMA = 'epic-fhir-graphql-gateway/schema.graphql';

export interface ClientPresetOptions {
  /** The files with operations, as globs. */
  readonly documents: string | readonly string[];
  /** The folder for the generated files, with a slash at its end. */
  readonly output?: string;
  /** A schema file, or the URL of a gateway with introspection. By default the file in the package epic-fhir-graphql-gateway. */
  readonly schema?: string;
  /** False if the gateway has no list of trusted documents: `persisted-documents.json` and the hashes are then not written. */
  readonly persistedDocuments?: boolean;
  /** False to read all fields of a fragment without `readFragment`. */
  readonly fragmentMasking?: boolean;
  /**
   * True if the client throws the errors of fields instead of returning null, such as Apollo Client with `errorPolicy: 'none'`: a list then has a
   * non-null type. Needs the package graphql-sock, and the schema as a file, because introspection leaves `@semanticNonNull` out.
   */
  readonly errorHandlingClient?: boolean;
  /**
   * How the generated files import each other: `.ts` for programs that Node runs from TypeScript, `.js` for `module: nodenext`. By default without an
   * extension, which only bundlers accept.
   */
  readonly importExtension?: '' | '.js' | '.ts';
}

/** The part of GraphQL Code Generator's CodegenConfig that `clientPreset` sets. */
export interface ClientPresetConfig {
  schema: string;
  documents: string[];
  ignoreNoDocuments: boolean;
  generates: Record<
    string,
    { preset: 'client'; presetConfig: Record<string, unknown>; config: Record<string, unknown> }
  >;
}

/**
 * Returns a configuration with the client preset: the gateway's scalars instead of `any`, enums as strings, because a newer gateway can add values, and
 * `persisted-documents.json` for `TRUSTED_DOCUMENTS`.
 */
export function clientPreset({
  documents,
  output = './src/gql/',
  schema = findSchema(),
  persistedDocuments = true,
  fragmentMasking = true,
  errorHandlingClient = false,
  importExtension = '',
}: ClientPresetOptions): ClientPresetConfig {
  if (!output.endsWith('/'))
    throw new TypeError(`The option output expects a folder that ends with a slash, such as "./src/gql/".`);
  return {
    schema,
    documents: [...[documents].flat(), `!${output}**`],
    // A new project has no operations yet.
    ignoreNoDocuments: true,
    generates: {
      [output]: {
        preset: 'client',
        presetConfig: {
          fragmentMasking: fragmentMasking ? { unmaskFunctionName: 'readFragment' } : false,
          persistedDocuments,
        },
        config: {
          scalars,
          strictScalars: true,
          enumType: 'string-literal',
          useTypeImports: true,
          importExtension,
          nullability: { errorHandlingClient },
        },
      },
    },
  };
}

/** Returns the path of the schema file. The project's own copy of the gateway comes first, because package managers can hide it from this package. */
function findSchema(): string {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(SCHEMA);
    } catch {}
  }
  throw new Error(
    `${SCHEMA} was not found. Run "npm install --save-dev epic-fhir-graphql-gateway", or pass the path of a schema file, or the URL of a gateway, as the option schema.`,
  );
}
