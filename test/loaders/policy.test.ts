import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/caller.ts';
import { isStored } from '../../src/fhir/searchset.ts';
import { ALLOW_ALL, type Policy } from '../../src/loaders/policy.ts';
import { createById } from '../../src/loaders/by-id.ts';
import { createSearches } from '../../src/loaders/searches.ts';
import { CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS } from '../../src/sandbox/data/patients.ts';
import { MERGED_BY_REDIRECT } from '../../src/sandbox/data/special-patients.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Begun, type Operations, startOperations } from '../support/operation.ts';
import { rejectionOf } from '../support/refusal.ts';

const NURSE: Caller = { subject: 'nurse' };
/** Hides one patient, and from the nurse another one. */
const HIDING: Policy = {
  permits: ({ subject }, { id }) => id !== DERRICK_LIN && !(subject === NURSE.subject && id === CAMILA_LOPEZ),
};
const GONE = {
  code: 'PATIENTS_NOT_FOUND',
  resourceType: 'Patient',
  message:
    'One or more of the patients asked for do not exist, or are not for you to see, and were left out.',
};

let sandbox: Sandbox;
let operations: Operations;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => operations.close());

afterAll(() => sandbox.close());

async function begin(policy: Policy, caller?: Caller, panel = ['none']): Promise<Begun> {
  operations = await startOperations(sandbox, { policy, panel: { kind: 'ids', ids: panel } });
  return operations.begin(caller);
}

async function listed({ loaders }: Begun, first = 10, ids?: string[]): Promise<string[]> {
  const { edges } = await loaders.patients.list({ first, filter: { ids } });
  return edges.map(({ node }) => node.id);
}

describe('what the policy hides', () => {
  it('is as absent by id as what does not exist, alone and among others', async () => {
    const { loaders } = await begin(HIDING);
    const [hidden, seen] = await Promise.all([
      loaders.byId.load('Patient', DERRICK_LIN),
      loaders.byId.load('Patient', CAMILA_LOPEZ),
    ]);
    expect([hidden, seen?.id]).toEqual([null, CAMILA_LOPEZ]);
    await expect(operations.begin().loaders.byId.load('Patient', DERRICK_LIN)).resolves.toBeNull();
  });

  it('is not shown under a retired id either', async () => {
    const { loaders } = await begin({ permits: (_caller, { id }) => id !== LINDA_ROSS });
    await expect(loaders.byId.load('Patient', MERGED_BY_REDIRECT)).resolves.toBeNull();
  });

  it('is hidden from the one caller and not from the other', async () => {
    const { loaders } = await begin(HIDING);
    await expect(loaders.byId.load('Patient', CAMILA_LOPEZ)).resolves.toHaveProperty('id', CAMILA_LOPEZ);
    await expect(operations.begin(NURSE).loaders.byId.load('Patient', CAMILA_LOPEZ)).resolves.toBeNull();
  });

  it('is left out of a list of ids, with the warning that absent ones have', async () => {
    const begun = await begin(HIDING);
    await expect(listed(begun, 10, [DERRICK_LIN, CAMILA_LOPEZ])).resolves.toEqual([CAMILA_LOPEZ]);
    expect(begun.usage.warnings).toEqual([GONE]);
  });

  it('is left out of the panel, whose next patients take its place', async () => {
    const begun = await begin(HIDING, undefined, [DERRICK_LIN, CAMILA_LOPEZ, LINDA_ROSS]);
    await expect(listed(begun, 2)).resolves.toEqual([CAMILA_LOPEZ, LINDA_ROSS]);
  });

  it('is not found by identifier', async () => {
    const { loaders } = await begin(HIDING);
    await expect(loaders.patients.byIdentifier({ system: 'EPI', value: '203711' })).resolves.toBeNull();
  });

  it('is left out of a search, where the others keep their places on the server’s page', async () => {
    const { operation } = await begin(HIDING);
    const entry = sandbox.patients.slice(0, 3).map((resource) => ({ resource }));
    sandbox.fault({
      match: { operation: 'search' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry },
    });
    const { matches, size } = await createSearches(operation, createById(operation)).first('Patient', {
      family: 'x',
    });
    expect(matches.map(({ resource, at }) => [resource.id, at])).toEqual([
      [sandbox.patients[0]?.id, 0],
      [sandbox.patients[2]?.id, 2],
    ]);
    expect(size).toBe(3);
  });

  it('hides a panel too', async () => {
    operations = await startOperations(sandbox, {
      policy: { permits: (_caller, resource) => !isStored(resource, 'Group') && !isStored(resource, 'List') },
      panel: { kind: 'group', id: sandbox.panels.group },
    });
    await expect(rejectionOf(operations.begin().loaders.patients.list({ first: 1 }))).resolves.toMatchObject({
      code: 'PANEL_UNAVAILABLE',
    });
  });
});

describe('the policy that allows all', () => {
  it('hides nothing', async () => {
    const { loaders } = await begin(ALLOW_ALL);
    await expect(loaders.byId.load('Patient', DERRICK_LIN)).resolves.toHaveProperty('id', DERRICK_LIN);
  });
});
