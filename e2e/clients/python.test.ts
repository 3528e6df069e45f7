import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { SDL_FILE } from './sdl.ts';

/** Debian's own Python, because only that one finds packages that Debian installs. */
const PYTHON = '/usr/bin/python3';
const PROGRAM = 'e2e/clients/gql_client.py';
const IMPORTS = 'import gql, graphql, requests_toolbelt';

const hasGql = spawnSync(PYTHON, ['-c', IMPORTS]).status === 0;
const SKIPS_WITHOUT_GQL = hasGql ? '' : ' (skipped: apt-get install python3-gql python3-requests-toolbelt)';

let gateway: Program;

beforeAll(async () => {
  if (hasGql) gateway = await startFhirGateway({ PORT: '0' });
});

afterAll(async () => {
  if (hasGql) await gateway.close();
});

function runClient(schema: string, ...documents: readonly string[]) {
  const options = { encoding: 'utf8', input: JSON.stringify(documents) } as const;
  return spawnSync(PYTHON, [PROGRAM, gateway.url, schema], options);
}

describe.skipIf(!hasGql)(`Debian's gql for Python${SKIPS_WITHOUT_GQL}`, () => {
  it('validates operations against the SDL file, and returns data, pages and error codes', () => {
    const { stdout } = runClient(
      SDL_FILE,
      '{ patients(first: 1) { fullName birthDate } }',
      '{ few: patients(first: 1) { fullName } many: patients(first: 101) { id } }',
      '{ patientsConnection(first: 2) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
      '{ patients { nothing } }',
    );
    const results: unknown = JSON.parse(stdout);
    expect(results).toMatchObject([
      { data: { patients: [{ fullName: 'Camila Maria Lopez' }] }, errors: [] },
      {
        data: { few: [{ fullName: 'Camila Maria Lopez' }], many: null },
        errors: [{ path: ['many'], extensions: { code: 'BAD_USER_INPUT' } }],
      },
      {
        data: { patientsConnection: { pageInfo: { hasNextPage: true, hasPreviousPage: false } } },
        errors: [],
      },
      { data: null, errors: [{ local: true }] },
    ]);
  });

  it('cannot read the introspection result of graphql 16.15, which allows deprecated directives', () => {
    const { status, stderr } = runClient('-');
    expect(status).not.toBe(0);
    expect(stderr).toContain('locations must be specified as a collection of DirectiveLocation enum values');
  });
});
