import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask } from '../support/upstream.ts';

const PROVIDER = 'serviceProvider { resource { name } }';
const LIST = `{ patient(id: "${CAMILA_LOPEZ}") { encounters { id ${PROVIDER} } } }`;

let sandbox: Sandbox;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Starts a server that answers every search for encounters with the bundle, and reads of the organization with `current`. */
async function startWith(body: object, current: object): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false });
  gateway = await startGateway(sandbox);
  sandbox.fault({ match: { resourceType: 'Encounter' }, times: Infinity, kind: 'json', body });
  sandbox.fault({ match: { resourceType: 'Organization' }, kind: 'json', body: current });
}

const encounter = (id: string, reference: string) => ({
  resourceType: 'Encounter',
  id,
  meta: { versionId: '1' },
  status: 'finished',
  class: { code: 'AMB' },
  subject: { reference: `Patient/${CAMILA_LOPEZ}` },
  period: { start: '2024-01-01T10:00:00Z' },
  serviceProvider: { reference },
});
const organization = (name: string, versionId: string) => ({
  resourceType: 'Organization',
  id: 'o1',
  name,
  meta: { versionId },
});
const bundleOf = (matches: object[], includes: object[], url?: string) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: [
    ...matches.map((resource) => ({ resource, search: { mode: 'match' } })),
    ...includes.map((resource) => ({ fullUrl: url, resource, search: { mode: 'include' } })),
  ],
});

describe('a reference to a record of which the server includes an old version', () => {
  const old = organization('Old name', '1');
  const current = organization('Current name', '2');
  const byVersion = encounter('e1', 'Organization/o1/_history/1');
  const byId = encounter('e2', 'Organization/o1');

  it.each([
    ['the old version comes first', [old, current]],
    ['the current version comes first', [current, old]],
    ['only the old version comes', [old]],
  ])('shows the current version below a list if %s', async (_, includes) => {
    await startWith(bundleOf([byVersion, byId], includes), current);
    const { data, errors } = await ask(gateway, sandbox, LIST);
    expect(errors).toBeUndefined();
    expect(at(data, 'patient', 'encounters')).toEqual([
      { id: 'e1', serviceProvider: { resource: { name: 'Current name' } } },
      { id: 'e2', serviceProvider: { resource: { name: 'Current name' } } },
    ]);
  });

  it('shows the current version below a record by id', async () => {
    await startWith(bundleOf([byVersion, byId], [old, current]), current);
    const document = `{ a: encounter(id: "e1") { ${PROVIDER} } b: encounter(id: "e2") { ${PROVIDER} } }`;
    const { data, errors } = await ask(gateway, sandbox, document);
    expect(errors).toBeUndefined();
    const shown = { serviceProvider: { resource: { name: 'Current name' } } };
    expect(data).toEqual({ a: shown, b: shown });
  });
});

describe('a reference to a record with the id of an included record of another server', () => {
  const foreign = 'https://other.example.org/fhir/Organization/o1';
  const bundle = bundleOf(
    [encounter('e1', foreign), encounter('e2', 'Organization/o1')],
    [organization('Of another server', '1')],
    foreign,
  );
  const own = organization('Of this server', '1');

  it('shows the record of this server below a list', async () => {
    await startWith(bundle, own);
    const { data, errors } = await ask(gateway, sandbox, LIST);
    expect(errors).toBeUndefined();
    expect(at(data, 'patient', 'encounters')).toEqual([
      { id: 'e1', serviceProvider: { resource: null } },
      { id: 'e2', serviceProvider: { resource: { name: 'Of this server' } } },
    ]);
  });

  it('shows the record of this server below a record by id', async () => {
    await startWith(bundle, own);
    const document = `{ a: encounter(id: "e1") { ${PROVIDER} } b: encounter(id: "e2") { ${PROVIDER} } }`;
    const { data, errors } = await ask(gateway, sandbox, document);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      a: { serviceProvider: { resource: null } },
      b: { serviceProvider: { resource: { name: 'Of this server' } } },
    });
  });
});
