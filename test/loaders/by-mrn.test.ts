import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AuditedSearch } from '../../src/audit/access-log.ts';
import type { Caller } from '../../src/access/caller.ts';
import { callerWith } from '../support/callers.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

const CAMILA = '1003713';
const DERRICK = '1003711';
const ELIJAH = '1003709';
const UNKNOWN = '999999';

/** An outcome that records were omitted. */
const PARTIAL = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'warning', code: 'suppressed', details: { coding: [{ code: '4119' }] } }],
};

let sandbox: Sandbox;
let operations: Operations;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  sandbox.clearFaults();
  await operations.close();
});

afterAll(() => sandbox.close());

/** Loads medical record numbers in a new operation. Returns the results, cost, warnings, audit data and requests. */
async function load(caller: Caller, mrns: readonly string[]) {
  const { loaders, budget, operation } = operations.begin(caller);
  const before = sandbox.requests.length;
  const loaded = await Promise.all(
    mrns.map((mrn) => loaders.byMrn.load(mrn).catch((error: unknown) => error)),
  );
  return { loaded, budget, accessLog: operation.accessLog, calls: fhirCalls(sandbox, before), loaders };
}

function idsOf(loaded: readonly unknown[]): unknown[] {
  return loaded.map((one) => (typeof one === 'object' && one !== null && 'id' in one ? one.id : one));
}

/** Returns the search that the audit records for a number. */
function searchFor(mrn: string): string {
  return `identifier=${encodeURIComponent(`${SITE_MRN_SYSTEM}|${mrn}`)}`;
}

function queryFor(mrn: string): AuditedSearch {
  return { type: 'Patient', text: searchFor(mrn), patientId: null };
}

function panelOf(...ids: readonly string[]) {
  return { isPanelOnly: true, panel: { kind: 'ids', ids } as const };
}

describe('a patient who loads medical record numbers', () => {
  const own = callerWith('patient/*.rs', { patient: CAMILA_LOPEZ });

  it('finds only themselves, and the gateway sends no other number', async () => {
    operations = await startOperations(sandbox);
    const { loaded, budget, accessLog, calls } = await load(own, [DERRICK, CAMILA, UNKNOWN]);
    expect(idsOf(loaded)).toEqual([null, CAMILA_LOPEZ, null]);
    expect(calls).toEqual([`Patient/${CAMILA_LOPEZ}`]);
    expect(budget.usage.warnings).toEqual([]);
    expect(accessLog.accessed.map(({ id, search }) => [id, search])).toEqual([
      [CAMILA_LOPEZ, searchFor(CAMILA)],
    ]);
    expect(accessLog.searches).toEqual([
      { ...queryFor(DERRICK), failure: 'FORBIDDEN' },
      queryFor(CAMILA),
      { ...queryFor(UNKNOWN), failure: 'FORBIDDEN' },
    ]);
    expect([accessLog.refusals, accessLog.missedReads]).toEqual([[], []]);
  });

  it('gets FORBIDDEN without a scope for Patient', async () => {
    operations = await startOperations(sandbox);
    const { loaded, accessLog, calls } = await load(
      callerWith('patient/Observation.rs', { patient: CAMILA_LOPEZ }),
      [CAMILA],
    );
    expect(loaded).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(calls).toEqual([]);
    expect(accessLog.refusals).toEqual([{ type: 'Patient', interaction: 'read', id: null }]);
  });
});

describe('a caller limited to the panel', () => {
  const clinician = callerWith('user/Patient.rs');

  it('finds patients of the panel, and others look like unknown ones', async () => {
    operations = await startOperations(sandbox, panelOf(CAMILA_LOPEZ, ELIJAH_DAVIS));
    const hidden = await load(clinician, [CAMILA, DERRICK, ELIJAH]);
    expect(idsOf(hidden.loaded)).toEqual([CAMILA_LOPEZ, null, ELIJAH_DAVIS]);
    const unknown = await load(clinician, [CAMILA, UNKNOWN, ELIJAH]);
    expect(unknown.loaded).toEqual(hidden.loaded);
    expect([hidden.calls.length, hidden.budget.usage.warnings]).toEqual([2, []]);
    expect(unknown.calls.map((call) => call.replaceAll(UNKNOWN, DERRICK))).toEqual(hidden.calls);
    expect(unknown.budget.usage.warnings).toEqual([]);
  });

  it.each([
    ['hidden', DERRICK],
    ['unknown', UNKNOWN],
  ])('records each search and each patient found, but not a patient who is %s', async (...row) => {
    const [, other] = row;
    operations = await startOperations(sandbox, panelOf(CAMILA_LOPEZ, ELIJAH_DAVIS));
    const { accessLog } = await load(clinician, [CAMILA, other]);
    expect(accessLog.searches).toEqual([queryFor(CAMILA), queryFor(other)]);
    expect(accessLog.accessed.map(({ id, interaction, search }) => [id, interaction, search])).toEqual([
      [CAMILA_LOPEZ, 'search', searchFor(CAMILA)],
    ]);
    expect([accessLog.refusals, accessLog.missedReads]).toEqual([[], []]);
  });

  it('records no patient if several have the number', async () => {
    operations = await startOperations(sandbox);
    const camila = sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
    sandbox.fault({
      match: { operation: 'search', query: /identifier/ },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        entry: [{ resource: { ...camila, id: 'eTwin' } }, { resource: camila }],
      },
    });
    const { loaded, accessLog } = await load(clinician, [CAMILA]);
    expect([loaded, accessLog.accessed, accessLog.searches]).toEqual([[null], [], [queryFor(CAMILA)]]);
  });

  it('cannot derive from the cost of a read whether a number belongs to a hidden patient', async () => {
    operations = await startOperations(sandbox, panelOf(CAMILA_LOPEZ, ELIJAH_DAVIS));
    const granular = callerWith('user/Patient.rs?category=none-such');
    const { loaders } = await load(granular, [DERRICK]);
    const before = sandbox.requests.length;
    expect(await loaders.byId.load('Patient', ELIJAH_DAVIS)).toBeNull();
    expect(fhirCalls(sandbox, before)).toEqual([`Patient/${ELIJAH_DAVIS}`]);
    const { loaders: others } = await load(granular, [ELIJAH]);
    const then = sandbox.requests.length;
    expect(await others.byId.load('Patient', ELIJAH_DAVIS)).toBeNull();
    expect(fhirCalls(sandbox, then)).toEqual([`Patient/${ELIJAH_DAVIS}`]);
  });

  it('gets no warning from the searchset of a hidden patient', async () => {
    operations = await startOperations(sandbox, panelOf(CAMILA_LOPEZ, ELIJAH_DAVIS));
    const derrick = sandbox.patients.find(({ id }) => id === DERRICK_LIN);
    const entry = [{ resource: derrick }, { resource: PARTIAL, search: { mode: 'outcome' } }];
    sandbox.fault({
      match: { operation: 'search', query: /identifier/ },
      times: 3,
      kind: 'json',
      body: { resourceType: 'Bundle', entry },
    });
    const { loaded, budget, calls } = await load(clinician, [DERRICK, UNKNOWN]);
    expect([loaded, budget.usage.warnings, calls.length]).toEqual([[null, null], [], 3]);
  });

  it('gets null if the server refuses the search', async () => {
    operations = await startOperations(sandbox, panelOf(CAMILA_LOPEZ, ELIJAH_DAVIS));
    sandbox.fault({
      match: { operation: 'search', query: /identifier/ },
      times: Infinity,
      kind: 'status',
      status: 403,
    });
    const { loaded, accessLog, calls } = await load(clinician, [CAMILA, DERRICK, ELIJAH, UNKNOWN]);
    expect(loaded).toEqual([null, null, null, null]);
    expect(calls).toHaveLength(3);
    expect(accessLog.searches.map(({ text, failure }) => [text, failure])).toEqual(
      [CAMILA, DERRICK, ELIJAH, UNKNOWN].map((mrn) => [searchFor(mrn), 'FORBIDDEN']),
    );
    expect(accessLog.refusals).toEqual([]);
  });

  it('sends no request if the panel is empty', async () => {
    operations = await startOperations(sandbox, panelOf());
    const { loaded, calls } = await load(clinician, [CAMILA, UNKNOWN]);
    expect([loaded, calls]).toEqual([[null, null], []]);
  });

  it('reads the patient if the panel has only one', async () => {
    operations = await startOperations(sandbox, panelOf(CAMILA_LOPEZ));
    const { loaded, calls } = await load(clinician, [CAMILA, DERRICK]);
    expect(idsOf(loaded)).toEqual([CAMILA_LOPEZ, null]);
    expect(calls).toEqual([`Patient/${CAMILA_LOPEZ}`]);
  });
});

describe('a caller with all patients', () => {
  it('gets the warnings of the searchset', async () => {
    operations = await startOperations(sandbox);
    sandbox.fault({
      match: { operation: 'search', query: /identifier/ },
      times: 2,
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        entry: [
          {
            resource: PARTIAL,
            search: { mode: 'outcome' },
          },
        ],
      },
    });
    const { loaded, budget } = await load(callerWith('user/Patient.rs'), [CAMILA]);
    expect(loaded).toEqual([null]);
    expect(budget.usage.warnings).toMatchObject([{ code: '4119' }]);
  });

  it('gets the visible one of two records with the same number', async () => {
    operations = await startOperations(sandbox, {
      isPanelOnly: true,
      panel: { kind: 'ids', ids: [CAMILA_LOPEZ, ELIJAH_DAVIS] },
    });
    const camila = sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
    const twin = { ...camila, id: 'eTwin' };
    sandbox.fault({
      match: { operation: 'search', query: /identifier/ },
      kind: 'json',
      body: { resourceType: 'Bundle', entry: [{ resource: twin }, { resource: camila }] },
    });
    const { loaded, budget } = await load(callerWith('user/Patient.rs'), [CAMILA]);
    expect([idsOf(loaded), budget.usage.warnings]).toEqual([[CAMILA_LOPEZ], []]);
  });

  it('gets errors of authentication unchanged', async () => {
    operations = await startOperations(sandbox);
    const { loaders } = operations.begin(callerWith('user/Patient.rs'));
    sandbox.fault({ match: { operation: 'search' }, times: Infinity, kind: 'status', status: 401 });
    await expect(rejectionOf(loaders.byMrn.load(CAMILA))).resolves.toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION_FAILED',
    });
  });
});
