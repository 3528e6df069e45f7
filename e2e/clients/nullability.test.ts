/** Tools that read `@semanticNonNull`: they generate non-null types for clients that throw field errors, and nullable ones for all others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Project } from './project.ts';

const SCHEMA_FILE = 'node_modules/epic-fhir-graphql-gateway/sdl/schema.graphql';

const SELECTION =
  '{ patient(id: $id) { fullName labResults { name } labResultsConnection { nodes { id } } provenances: conditions { provenances { id } } } }';
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2024',
    types: [],
    allowImportingTsExtensions: true,
  },
});

/** Returns a program that compiles only if these are the nullable fields. */
function createProgram(imports: string, types: Readonly<Record<'throwing' | 'plain', string>>): string {
  const assertions = Object.entries(types).map(
    ([name, type]) => `
type Patient_${name} = NonNullable<${type}['patient']>;
type Condition_${name} = NonNullable<Patient_${name}['provenances']>[number];
export const isNullable_${name}: [
  IsNullable<Patient_${name}['labResults']>,
  IsNullable<Patient_${name}['labResultsConnection']>,
  IsNullable<Patient_${name}['fullName']>,
  IsNullable<Condition_${name}['provenances']>,
] = [${name === 'plain'}, ${name === 'plain'}, true, true];`,
  );
  return `${imports}
type IsNullable<T> = null extends T ? true : false;
${assertions.join('\n')}
`;
}

let project: Project;

beforeAll(() => {
  project = createProject(null);
  project.write('tsconfig.json', TSCONFIG);
});

afterAll(() => project.dispose());

const clientOutput = (config: object) => ({ preset: 'client', config: { useTypeImports: true, ...config } });

describe('the client preset of GraphQL Code Generator', () => {
  it('makes lists non-null with `errorHandlingClient` only, and leaves what can be absent nullable', async () => {
    const configuration = {
      schema: SCHEMA_FILE,
      documents: ['labs.graphql'],
      emitLegacyCommonJSImports: false,
      generates: {
        'throwing/': clientOutput({ nullability: { errorHandlingClient: true } }),
        'plain/': clientOutput({}),
      },
    };
    project.write('codegen.json', JSON.stringify(configuration));
    project.write('labs.graphql', `query Labs($id: ID!) ${SELECTION}`);
    project.write(
      'main.ts',
      createProgram(
        `import type { LabsQuery as Throwing } from './throwing/graphql.ts';
import type { LabsQuery as Plain } from './plain/graphql.ts';`,
        { throwing: 'Throwing', plain: 'Plain' },
      ),
    );
    await project.run('graphql-codegen --config codegen.json');
    expect(await project.run('tsc')).toBe('');
  });
});

describe('the Relay compiler', () => {
  it('makes lists non-null with `@throwOnFieldError` only, and leaves what can be absent nullable', async () => {
    const configuration = {
      src: './src',
      schema: SCHEMA_FILE,
      artifactDirectory: './artifacts',
      language: 'typescript',
    };
    project.write('relay.config.json', JSON.stringify(configuration));
    project.write('artifacts/.gitkeep', '');
    for (const [name, directive] of Object.entries({ Throwing: '@throwOnFieldError', Plain: '' }))
      project.write(
        `src/${name}.js`,
        `export const query = graphql\`query ${name}Query($id: ID!) ${directive} ${SELECTION}\`;\n`,
      );
    project.write(
      'main.ts',
      createProgram(
        `import type { ThrowingQuery$data } from './artifacts/ThrowingQuery.graphql.ts';
import type { PlainQuery$data } from './artifacts/PlainQuery.graphql.ts';`,
        { throwing: 'ThrowingQuery$data', plain: 'PlainQuery$data' },
      ),
    );
    await project.run('relay-compiler relay.config.json');
    expect(await project.run('tsc')).toBe('');
  });
});
