import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ClientGateway, startClientGateway } from './gateway.ts';
import { createProject, type Project } from './project.ts';

const SCHEMA_FILE = 'node_modules/epic-fhir-graphql-gateway/sdl/schema.graphql';

let gateway: ClientGateway;
const projects: Project[] = [];

function addProject(client: string | null): Project {
  const project = createProject(client, gateway.url);
  projects.push(project);
  return project;
}

beforeAll(async () => {
  gateway = await startClientGateway();
});

afterAll(async () => {
  for (const project of projects) project.dispose();
  await gateway.close();
});

const PAGE = { edges: [{}, {}], pageInfo: { hasNextPage: true } };
const PAGE_OF_PATIENTS = { data: { patientsConnection: PAGE } };
const PAGE_OF_LABS = { data: { patient: { labResultsConnection: PAGE } } };

it('the Relay compiler generates queries for @connection that return pages', async () => {
  const relay = addProject('relay');
  await relay.run('relay-compiler');
  const queryOf = (name: string): string => {
    const artifact = relay.read(`__generated__/${name}.graphql.ts`);
    return String(JSON.parse(/"text": (".*")/.exec(artifact)?.[1] ?? '""'));
  };
  expect(await gateway.send(queryOf('patientsQuery'), { count: 2 })).toMatchObject(PAGE_OF_PATIENTS);
  const variables = { patient: CAMILA_LOPEZ, count: 2 };
  expect(await gateway.send(queryOf('labPagesQuery'), variables)).toMatchObject(PAGE_OF_LABS);
});

it('Houdini generates cursor-based queries for @paginate that return pages', async () => {
  const houdini = addProject('houdini');
  await houdini.run('houdini generate');
  const queryOf = (name: string): string => {
    const artifact = houdini.read(`.houdini/artifacts/${name}.ts`);
    expect(artifact).toMatch(/"method": "cursor"[^}]*"direction": "forward"/);
    return /"raw": `([^`]+)`/.exec(artifact)?.[1] ?? '';
  };
  expect(await gateway.send(queryOf('Patients'), { first: 2 })).toMatchObject(PAGE_OF_PATIENTS);
  const variables = { id: CAMILA_LOPEZ };
  expect(await gateway.send(queryOf('PatientLabs_Pagination_Query'), variables)).toMatchObject(PAGE_OF_LABS);
});

it('gql.tada reads the schema of a running gateway', async () => {
  const tada = addProject(null);
  await tada.run(`gql.tada generate-schema ${gateway.url} --output schema.graphql`);
  expect(tada.read('schema.graphql')).toContain('type PatientConnection {');
});

describe('graphql-eslint', () => {
  const MESSAGES = z.tuple([z.object({ messages: z.array(z.object({ message: z.string() })) })]);

  /** Lints the schema file with these rules and their options. Returns the messages. */
  const lint = async (rules: Readonly<Record<string, readonly object[]>>): Promise<string[]> => {
    const settings = Object.entries(rules).map(
      ([rule, options]) => `'@graphql-eslint/${rule}': ${JSON.stringify(['warn', ...options])},`,
    );
    const eslint = addProject(null);
    eslint.write(
      'eslint.config.js',
      `import graphql from '@graphql-eslint/eslint-plugin';
export default [{
  files: ['*.graphql'],
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema.graphql' } } },
  plugins: { '@graphql-eslint': graphql },
  rules: { ${settings.join(' ')} },
}];`,
    );
    eslint.write('schema.graphql', eslint.read(SCHEMA_FILE));
    const [{ messages }] = MESSAGES.parse(
      JSON.parse(await eslint.run('eslint --format json schema.graphql')),
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
