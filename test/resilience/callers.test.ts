import type { Sandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { patientAliases } from '../support/upstream.ts';
import { requestedIds, until } from './client.ts';

const CONCURRENCY = 1;

let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: Gateway;

beforeEach(async () => {
  sandbox = await borrowSandbox();
  provider = await startIdentityProvider();
  gateway = await startGateway(sandbox, {
    callers: provider.tokenVerification(),
    limits: { maxConcurrency: CONCURRENCY, idBatchSize: 1 },
  });
  await gateway.client.probe();
  sandbox.clearRequests();
});

afterEach(async () => {
  await gateway.close();
  await provider.close();
  await sandbox.close();
});

it('gives signed-in callers turns by the subjects of their tokens', async () => {
  const hold = sandbox.hold({ operation: 'read' });
  const [greedy, modest] = await Promise.all([
    provider.bearer('system/*.read', { subject: 'greedy' }),
    provider.bearer('system/*.read', { subject: 'modest' }),
  ]);
  const ids = Array.from({ length: 15 }, (_, index) => `eMany${index}`);
  const many = gateway.query(patientAliases(ids), undefined, { authorization: greedy });
  await until(() => gateway.client.health().requestClasses.read.queued === ids.length - CONCURRENCY);
  const one = gateway.query(patientAliases(['eOne']), undefined, { authorization: modest });
  await until(() => gateway.client.health().requestClasses.read.queued === ids.length - CONCURRENCY + 1);
  hold.release();
  expect(await one).toMatchObject({ data: { p0: null } });
  expect((await many).errors).toBeUndefined();
  expect(requestedIds(sandbox).indexOf('eOne')).toBeLessThanOrEqual(CONCURRENCY + 1);
  expect(sandbox.requests).toHaveLength(ids.length + 1);
});

async function createHeaders(subject: string, patient?: string): Promise<Record<string, string>> {
  const claims = { subject, ...(patient === undefined ? {} : { patient }) };
  return { authorization: await provider.bearer('system/*.read', claims) };
}

it('gives a caller with launches for several patients the turns of one caller [T7-S2]', async () => {
  const hold = sandbox.hold({ operation: 'read' });
  const launches = ['eOne', 'eTwo', 'eThree', 'eFour', 'eFive'];
  const perLaunch = 4;
  const many = await Promise.all(
    launches.map(async (patient) => {
      const ids = Array.from({ length: perLaunch }, (_, index) => `${patient}${index}`);
      return {
        answer: gateway.query(patientAliases(ids), undefined, await createHeaders('greedy', patient)),
      };
    }),
  );
  const queued = (): number => gateway.client.health().requestClasses.read.queued;
  await until(() => queued() === launches.length * perLaunch - CONCURRENCY);
  const one = gateway.query(patientAliases(['eModest']), undefined, await createHeaders('modest'));
  await until(() => queued() === launches.length * perLaunch - CONCURRENCY + 1);
  hold.release();
  await Promise.all([one, ...many.map(({ answer }) => answer)]);
  // If each launch had its own turn, this request would be fifth at the earliest.
  expect(requestedIds(sandbox).indexOf('eModest')).toBeLessThanOrEqual(CONCURRENCY + 1);
});
