import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { SDL_FILE } from './sdl.ts';

/** Only Debian's own Python sees the packages that Debian installs. */
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

function askByPython(schema: string, ...documents: readonly string[]) {
  const options = { encoding: 'utf8', input: JSON.stringify(documents) } as const;
  return spawnSync(PYTHON, [PROGRAM, gateway.url, schema], options);
}

describe.skipIf(!hasGql)(`gql for Python, from Debian${SKIPS_WITHOUT_GQL}`, () => {
  it('checks operations by the SDL file, and gets data, pages and coded errors', () => {
    const { stdout } = askByPython(
      SDL_FILE,
      '{ patients(first: 1) { fullName birthDate } }',
      '{ few: patients(first: 1) { fullName } many: patients(first: 101) { id } }',
      '{ patientsConnection(first: 2) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
      '{ patients { nothing } }',
    );
    const answers: unknown = JSON.parse(stdout);
    expect(answers).toMatchObject([
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

  it('cannot read the introspection of graphql 16.15, whose directives can be deprecated', () => {
    const { status, stderr } = askByPython('-');
    expect(status).not.toBe(0);
    expect(stderr).toContain('locations must be specified as a collection of DirectiveLocation enum values');
  });
});
