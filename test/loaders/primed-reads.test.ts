import { afterEach, describe, expect, it } from 'vitest';
import { ANONYMOUS_CALLER } from '../../src/access/caller.ts';
import { parseScopes } from '../../src/access/scopes.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Observation, Stored } from '../../src/fhir/types.ts';
import { createById } from '../../src/loaders/by-id.ts';
import type { Loaders } from '../../src/loaders/index.ts';
import { createReferences } from '../../src/loaders/references.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';
import { rejectionOf } from '../support/refusal.ts';

const observation: Stored<Observation> = {
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  code: {},
  subject: { reference: 'Patient/p1' },
};
const link = { value: { reference: 'Location/l1' }, resource: observation };

let server: RecordServer;
let operations: Operations;

afterEach(async () => {
  await operations.close();
  await server.close();
});

async function begin(scopes = 'system/*.cruds'): Promise<Loaders> {
  server = await startRecordServer([{ resourceType: 'Location', id: 'l1', name: 'Ward 7' }]);
  operations = await startOperations(server);
  return operations.begin({ ...ANONYMOUS_CALLER, scopes: parseScopes(scopes) }).loaders;
}

const failRead = (): Promise<never> => Promise.reject(new GatewayError('UPSTREAM_UNAVAILABLE', 'failed'));

describe('the resource of a reference', () => {
  it('neither primes nor reads the resource if no search included it', async () => {
    const { references } = await begin();
    expect(await references.loadPrimed(link, ['Location'])).toBeNull();
    expect(server.requests).toEqual([]);
    expect(await references.load(link, ['Location'])).toMatchObject({ name: 'Ward 7' });
  });

  it('primes the resource if a search included it [CS-117]', async () => {
    const { byId, references } = await begin();
    byId.prime({ resourceType: 'Location', id: 'l1', name: 'Ward 7' });
    expect(await references.loadPrimed(link, ['Location'])).toMatchObject({ name: 'Ward 7' });
    expect(await references.loadPrimed(link, ['Organization'])).toBeNull();
    expect(server.requests).toEqual([]);
  });

  it('primes the resource if a search included it after a read of it failed', async () => {
    await begin();
    const { operation } = operations.begin();
    const byId = createById({ ...operation, client: { ...operation.client, read: failRead } });
    const references = createReferences(byId, operation.client.urls);
    expect(await rejectionOf(references.load(link, ['Location']))).toMatchObject({ message: 'failed' });
    byId.prime({ resourceType: 'Location', id: 'l1', name: 'Ward 7' });
    expect(await references.loadPrimed(link, ['Location'])).toMatchObject({ name: 'Ward 7' });
    expect(await references.load(link, ['Location'])).toMatchObject({ name: 'Ward 7' });
  });

  it('returns null without an error to a caller without a scope for its type', async () => {
    const { byId, references } = await begin('system/Observation.rs');
    byId.prime({ resourceType: 'Location', id: 'l1', name: 'Ward 7' });
    expect(await references.loadPrimed(link, ['Location'])).toBeNull();
  });
});
