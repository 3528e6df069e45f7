import { readFileSync } from 'node:fs';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Program, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { readBlocks } from '../../test/support/docs-commands.ts';
import { SDL_FILE } from './sdl.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const SCHEMA_FILE = 'schema.graphql';
const schema = readFileSync(SDL_FILE, 'utf8');
const TADA = 'gql.tada/bin/cli.js';
const TSC = '../../../node_modules/typescript/bin/tsc';
const HOUDINI = 'houdini/build/cmd/index.js';
const ESLINT = 'eslint/bin/eslint.js';
const RELAY = 'relay-compiler/cli.js';

let gateway: Program;
const workspaces: Workspace[] = [];

function addWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const workspace = createWorkspace(files);
  workspaces.push(workspace);
  return workspace;
}

beforeAll(async () => {
  gateway = await startFhirGateway({ PORT: '0' });
});

afterAll(async () => {
  for (const workspace of workspaces) workspace.dispose();
  await gateway.close();
});

/** Sends a query that a tool generated to the gateway. */
async function send(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

const PATIENTS = {
  data: {
    patientsConnection: {
      edges: [{ node: { fullName: 'Camila Maria Lopez' } }, { node: { fullName: 'Derrick Lin' } }],
      pageInfo: { hasNextPage: true },
    },
  },
};
const LABS = {
  data: {
    patient: { labResultsConnection: { edges: [{}, {}], pageInfo: { hasNextPage: true } } },
  },
};

describe('the Relay compiler', () => {
  const CONFIG = {
    src: './src',
    schema: SCHEMA_FILE,
    artifactDirectory: './artifacts',
    language: 'typescript',
    customScalarTypes: {
      FhirDate: 'string',
      FhirDateTime: 'string',
      FhirDecimal: 'string',
      JSON: 'unknown',
    },
  };
  const PATIENTS_SOURCE = `import { graphql } from 'react-relay';
export const patients = graphql\`
  fragment Patients_query on Query
  @refetchable(queryName: "PatientsPageQuery")
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" }) {
    patientsConnection(first: $count, after: $cursor) @connection(key: "Patients_patientsConnection") {
      edges { node { id fullName } }
    }
  }
\`;`;
  const LABS_SOURCE = `import { graphql } from 'react-relay';
export const labs = graphql\`
  fragment Labs_query on Query
  @refetchable(queryName: "LabsPageQuery")
  @argumentDefinitions(patient: { type: "ID!" }, count: { type: "Int!" }, cursor: { type: "String" }) {
    patient(id: $patient) {
      labResultsConnection(first: $count, after: $cursor) @connection(key: "Labs_labResultsConnection") {
        edges { node { id name } }
      }
    }
  }
\`;`;

  it('compiles @connection for the patients and for a list of a patient, with queries that return pages', async () => {
    const relay = addWorkspace({
      'relay.config.json': JSON.stringify(CONFIG),
      [SCHEMA_FILE]: schema,
      'src/Patients.ts': PATIENTS_SOURCE,
      'src/Labs.ts': LABS_SOURCE,
      'artifacts/.gitkeep': '',
    });
    await relay.run(RELAY, 'relay.config.json');
    const queryOf = (name: string): string => {
      const [, text = ''] = /"text": (".*")/.exec(relay.read(`artifacts/${name}.graphql.ts`)) ?? [];
      return String(JSON.parse(text));
    };
    expect(await send(queryOf('PatientsPageQuery'), { count: 2 })).toMatchObject(PATIENTS);
    const variables = { patient: CAMILA_LOPEZ, count: 2 };
    expect(await send(queryOf('LabsPageQuery'), variables)).toMatchObject(LABS);
  });
});

describe('Houdini', () => {
  const CONFIG = `export default {
  schemaPath: './${SCHEMA_FILE}',
  include: ['src/**/*.gql'],
  scalars: {
    FhirDate: { type: 'string' },
    FhirDateTime: { type: 'string' },
    FhirDecimal: { type: 'string' },
    JSON: { type: 'unknown' },
  },
  types: {
    Patient: { keys: ['id'], resolve: { queryField: 'patient', arguments: ({ id }) => ({ id }) } },
  },
};`;
  const PATIENTS_SOURCE = `query Patients($first: Int!) {
  patientsConnection(first: $first) @paginate { edges { node { id fullName } } }
}`;
  const LABS_SOURCE = `fragment Labs on Patient {
  labResultsConnection(first: 2) @paginate { edges { node { id name } } }
}`;

  it('generates cursor-based @paginate for the patients and for a list of a patient, with queries that return pages', async () => {
    const houdini = addWorkspace({
      'houdini.config.js': CONFIG,
      [SCHEMA_FILE]: schema,
      'src/Patients.gql': PATIENTS_SOURCE,
      'src/Labs.gql': LABS_SOURCE,
    });
    await houdini.run(HOUDINI, 'generate');
    const queryOf = (name: string): string => {
      const artifact = houdini.read(`.houdini/artifacts/${name}.ts`);
      expect(artifact).toMatch(/"method": "cursor"[^}]*"direction": "forward"/);
      return /"raw": `([^`]+)`/.exec(artifact)?.[1] ?? '';
    };
    expect(await send(queryOf('Patients'), { first: 2 })).toMatchObject(PATIENTS);
    expect(await send(queryOf('Labs_Pagination_Query'), { id: CAMILA_LOPEZ })).toMatchObject(LABS);
  });
});

/** Returns a program with a query of this field and assertions about its types. */
function createSource(field: string): string {
  return `import { initGraphQLTada, type ResultOf } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';
const graphql = initGraphQLTada<{ introspection: introspection; scalars: { FhirDate: string } }>();
export const patients = graphql(\`{ patients(first: 1) { id fullName ${field} } }\`);
type Result = ResultOf<typeof patients>;
export const right: Result = { patients: [{ id: 'a', fullName: null, birthDate: '1987-09-12' }] };
// @ts-expect-error -- an id is not a number
export const wrong: Result = { patients: [{ id: 1, fullName: null, birthDate: '1987-09-12' }] };`;
}

/** Returns the block of docs/clients.md that contains the text. */
function blockOf(language: string, text: string): string {
  const blocks = readBlocks('docs/clients.md').filter((block) => block.language === language);
  return blocks.find(({ content }) => content.includes(text))?.content ?? '';
}

async function createTadaProject(field: string): Promise<Workspace> {
  const tada = addWorkspace({
    'tsconfig.json': blockOf('json', 'gql.tada/ts-plugin'),
    [SCHEMA_FILE]: schema,
    'main.ts': createSource(field),
  });
  await tada.run(TADA, 'generate-output');
  return tada;
}

describe('gql.tada', () => {
  it('reads the schema of a running gateway', async () => {
    const tada = addWorkspace({});
    await tada.run(TADA, 'generate-schema', gateway.url, '--output', SCHEMA_FILE);
    expect(tada.read(SCHEMA_FILE)).toContain('type PatientConnection {');
  });

  it('runs the typed query of docs/clients.md', async () => {
    const tada = addWorkspace({
      'tsconfig.json': blockOf('json', 'gql.tada/ts-plugin'),
      'labs.ts': blockOf('ts', 'initGraphQLTada').replace('http://localhost:4000/graphql', gateway.url),
    });
    await tada.run(TADA, 'generate-schema', gateway.url, '--output', SCHEMA_FILE);
    await tada.run(TADA, 'generate-output');
    expect(await tada.run(TSC)).toBe('');
    expect(await tada.runOwn('labs.ts')).toMatch(/^No errors Camila Maria Lopez \[\n  \{\n    name: '/);
  });

  it('infers the types of a query, which TypeScript then checks', async () => {
    const tada = await createTadaProject('birthDate');
    expect(await tada.run(TADA, 'check')).toContain('No problems found');
    expect(await tada.run(TSC, '--project', 'tsconfig.json')).toBe('');
  });

  it('reports a field that the schema does not have', async () => {
    const tada = await createTadaProject('birthday');
    await expect(tada.run(TADA, 'check')).rejects.toMatchObject({ code: 1 });
  });
});

describe('graphql-eslint', () => {
  const MESSAGES = z.tuple([z.object({ messages: z.array(z.object({ message: z.string() })) })]);

  /** Lints the schema file with these rules and their options. Returns the messages. */
  const lint = async (rules: Readonly<Record<string, readonly object[]>>): Promise<string[]> => {
    const settings = Object.entries(rules).map(
      ([rule, options]) => `'@graphql-eslint/${rule}': ${JSON.stringify(['warn', ...options])},`,
    );
    const eslint = addWorkspace({
      'eslint.config.js': `import graphql from '@graphql-eslint/eslint-plugin';
export default [{
  files: ['*.graphql'],
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: '${SCHEMA_FILE}' } } },
  plugins: { '@graphql-eslint': graphql },
  rules: { ${settings.join(' ')} },
}];`,
      [SCHEMA_FILE]: schema,
    });
    const [{ messages }] = MESSAGES.parse(
      JSON.parse(await eslint.run(ESLINT, '--format', 'json', SCHEMA_FILE)),
    );
    return messages.map(({ message }) => message.replace(/`\w+Connection`/, '`xsConnection`'));
  };

  it("reports nothing with its Relay rules and the options of this project's docs", async () => {
    expect(
      await lint({
        'relay-page-info': [],
        'relay-connection-types': [],
        'relay-edge-types': [
          { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
        ],
        'relay-arguments': [{ includeBoth: false }],
      }),
    ).toEqual([]);
  });

  it('by default requires `Node`, backward pagination and lists of edges only, which the schema does not have', async () => {
    expect(new Set(await lint({ 'relay-edge-types': [], 'relay-arguments': [] }))).toEqual(
      new Set([
        "Edge type's field `node` must implement `Node` interface.",
        'A list type should only wrap an edge type.',
        'Field `xsConnection` must contain an argument `last`, that return Int.',
        'Field `xsConnection` must contain an argument `before`, that return String or Scalar.',
      ]),
    );
  });
});
