import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { ALL_PRACTITIONERS, CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsOf } from '../audit/definitions.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { fhirCalls } from '../support/upstream.ts';

describe('the authorization and the audit of a search of the directory', () => {
  let sandbox: Sandbox;
  let provider: IdentityProvider;
  let kept: MemoryAudit;
  let guarded: Gateway;

  beforeAll(async () => {
    sandbox = await startSandbox({ partialWarnings: false });
    provider = await startIdentityProvider();
    kept = createMemoryAudit({ upstream: sandbox.baseUrl });
    guarded = await startGateway(sandbox, {
      callers: provider.tokenVerification(),
      server: { audit: kept.audit },
    });
  });

  afterAll(async () => {
    await guarded.close();
    await provider.close();
    await sandbox.close();
  });

  const SEARCH = '{ practitioners(name: "Balogun") { id } }';

  async function searchWith(scope: string, claims: Record<string, unknown> = {}) {
    const token = await provider.token({ scope, ...claims });
    const before = sandbox.requests.length;
    const { data, errors } = await guarded.query(SEARCH, {}, { authorization: `Bearer ${token}` });
    return { found: data?.['practitioners'], errors, calls: fhirCalls(sandbox, before) };
  }

  it.each([
    ['user/Practitioner.rs', {}],
    ['system/*.rs', {}],
    ['patient/Practitioner.rs', { patient: CAMILA_LOPEZ }],
  ])('lets %s search', async (scope, claims) => {
    const { found } = await searchWith(scope, claims);
    expect(found).toEqual([{ id: ALL_PRACTITIONERS[1]?.id }]);
  });

  it.each(['user/Practitioner.r', 'user/Patient.rs', 'patient/Practitioner.rs'])(
    'refuses %s before it sends a request',
    async (scope) => {
      const { errors, calls } = await searchWith(scope);
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect(calls).toEqual([]);
    },
  );

  it('records who searched for what, and what was found', async () => {
    kept.take();
    await searchWith('user/Practitioner.rs');
    const events = kept.take();
    expect(events.flatMap(problemsOf)).toEqual([]);
    const entities = events.flatMap(({ entity = [] }) => entity);
    const queries = entities.flatMap(({ query }) =>
      query === undefined ? [] : [Buffer.from(query, 'base64').toString()],
    );
    expect(queries).toEqual([expect.stringContaining('Practitioner?name=Balogun')]);
    expect(entities.map(({ what }) => what?.reference)).toContain(
      `${sandbox.baseUrl}/Practitioner/${ALL_PRACTITIONERS[1]?.id}`,
    );
  });
});
