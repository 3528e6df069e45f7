import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ClientGateway, startClientGateway } from './gateway.ts';
import { createProject, type Project } from './project.ts';

/** A client, whose project is a folder next to this file. */
interface Client {
  readonly folder: string;
  /** Generates types from the schema and the queries. */
  readonly generate: string;
  /** The file with the text of the query for laboratory results. */
  readonly query: string;
  /** The file that has the text which the client sends. */
  readonly sent: string;
  /** The expression of the date of birth in labs.ts. */
  readonly birthDate: string;
  /** Runs a program of the project. */
  readonly run: (program: string) => string;
}

const DATE = 'result.data?.patient?.birthDate';
const run = (program: string): string => `node ${program}`;
const generate = 'graphql-codegen';
const preset = { generate, query: 'query.ts', sent: 'gql/graphql.ts', birthDate: DATE, run };

const CLIENTS: readonly Client[] = [
  { ...preset, folder: 'apollo-client' },
  { ...preset, folder: 'urql' },
  { ...preset, folder: 'graphql-request' },
  {
    ...preset,
    folder: 'gql-tada',
    generate: 'gql.tada generate-output && gql.tada check',
    query: 'labs.ts',
    sent: 'labs.ts',
  },
  {
    ...preset,
    folder: 'relay',
    generate: 'relay-compiler',
    query: 'labs-query.ts',
    sent: '__generated__/labsQuery.graphql.ts',
    birthDate: 'data?.patient?.birthDate',
  },
  {
    folder: 'houdini',
    generate: 'houdini generate',
    query: 'src/Labs.gql',
    sent: '.houdini/artifacts/Labs.ts',
    birthDate: DATE,
    run: (program) => `esbuild ${program} --bundle --platform=node --format=esm | node --input-type=module`,
  },
];

/** A patient of the sandbox without laboratory results. */
const PATIENT_WITHOUT_LABS = 'eShape-GpIdentifier.0193';
const PATIENTS = z.object({ data: z.object({ patients: z.array(z.object({ id: z.string() })) }) });

let gateway: ClientGateway;

beforeAll(async () => {
  gateway = await startClientGateway();
});

afterAll(() => gateway.close());

describe.each(CLIENTS)('the project of $folder', (client) => {
  let project: Project;

  beforeAll(async () => {
    project = createProject(client.folder, gateway.url);
    await project.run(client.generate);
  });

  afterAll(() => project.dispose());

  it('passes type checks, in which dates are strings', async () => {
    const program = project.read('labs.ts');
    const assertions = `
export const birthDate: string | null | undefined = ${client.birthDate};
// @ts-expect-error -- a date is not a number, nor any or unknown
export const wrong: number | null | undefined = ${client.birthDate};
`;
    await project.withEdit('labs.ts', program, program + assertions, async () => {
      expect(await project.run('tsc')).toBe('');
    });
  });

  it('prints laboratory results', async () => {
    expect(await project.run(client.run('labs.ts'))).toContain("valueText: '24 U/L'");
  });

  it('distinguishes a list that failed from an empty list', async () => {
    gateway.failLabs();
    expect(await project.run(client.run('labs.ts'))).toBe('Labs failed: UPSTREAM_REJECTED\n');
    await project.withEdit('labs.ts', CAMILA_LOPEZ, PATIENT_WITHOUT_LABS, async () => {
      expect(await project.run(client.run('labs.ts'))).toBe('[]\n');
    });
  });

  it('prints the code of an operation that the gateway rejects with HTTP 400', async () => {
    await project.withEdit(client.sent, 'valueText', 'nothing', async () => {
      const { stdout, stderr } = await project.tryRun(client.run('labs.ts'));
      expect(stdout + stderr).toContain('GRAPHQL_VALIDATION_FAILED');
    });
  });

  it('reads all pages of a connection, without gaps or duplicates', async () => {
    const { data } = PATIENTS.parse(await gateway.send('{ patients(first: 100) { id } }'));
    const ids = (await project.run(client.run('pages.ts'))).trimEnd().split('\n');
    expect(ids.length).toBeGreaterThan(40);
    expect(ids).toEqual(data.patients.map(({ id }) => id));
  });

  it('cannot select a field that the schema does not have', async () => {
    await project.withEdit(client.query, 'valueText', 'valueTxt', async () => {
      const { status, stdout, stderr } = await project.tryRun(`${client.generate} && tsc`);
      expect(status).not.toBe(0);
      expect(stdout + stderr).toContain('valueTxt');
    });
  });
});

it('urql sends GET requests by default, and the error message names the setting to change', async () => {
  const project = createProject('gql-tada', gateway.url);
  try {
    project.edit('graph.ts', '  preferGetMethod: false,\n', '');
    project.edit('labs.ts', 'failure.code ?? ', '');
    expect(await project.run('node labs.ts')).toBe(
      'Labs failed: Send operations by POST (urql: preferGetMethod: false) with Content-Type: application/json.\n',
    );
  } finally {
    project.dispose();
  }
});
