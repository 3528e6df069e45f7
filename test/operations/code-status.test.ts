import { startSandbox } from 'epic-fhir-sandbox';
import { WARREN_MCGINNIS } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChartServerOptions, startChartServer } from '../support/chart-server.ts';
import {
  ANN,
  coded,
  consent,
  document,
  flag,
  LOINC,
  NOW,
  observation,
  request,
  SNOMED,
  STATUS,
} from '../support/code-status-records.ts';
import { type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import type { RecordOfServer } from '../support/record-server.ts';

interface Entry {
  kind: string;
  text: string | null;
  sourceId: string;
}

interface CodeStatusData {
  patient: {
    codeStatus: {
      state: string;
      newest: Entry | null;
      entries: Entry[];
      wishes: Entry[];
      documents: Entry[];
      mayBeIncomplete: boolean;
    };
  };
}

const ALL = ['Consent', 'ServiceRequest', 'Flag', 'Observation', 'DocumentReference'];

const QUERY = `{ patient(id: "ann") { codeStatus {
  state mayBeIncomplete newest { ...E } entries { ...E } wishes { ...E } documents { ...E }
} } } fragment E on CodeStatusEntry { kind text date status sourceType sourceId code { text } resource }`;

async function queryCodeStatus(records: RecordOfServer[], options: ChartServerOptions = {}) {
  const server = await startChartServer([ANN, ...records], options);
  const gateway = await startGateway(server, { now: () => NOW });
  try {
    const answer: GraphqlAnswer<CodeStatusData> = await gateway.query<CodeStatusData>(QUERY);
    expect(answer.errors).toBeUndefined();
    return {
      ...answer.data.patient.codeStatus,
      asked: server.requests,
      warnings: answer.extensions?.fhir.warnings ?? [],
    };
  } finally {
    await gateway.close();
    await server.close();
  }
}

const idsOf = (entries: Entry[]): string => entries.map(({ sourceId }) => sourceId).join(' ');

describe('codeStatus', () => {
  it('reads the code status from every source, newest first, with wishes and documents separate [CS-58, CS-59]', async () => {
    const { state, newest, entries, wishes, documents, mayBeIncomplete } = await queryCodeStatus([
      consent('consent', 'DNR'),
      consent('rejected', 'Full Code', { status: 'rejected' }),
      consent('ended', 'Full Code', {
        provision: { period: { end: '2026-01-01' }, code: [{ text: 'Full Code' }] },
      }),
      request('request'),
      observation('observation', STATUS, 'DNR'),
      observation('wish', coded(LOINC, '75773-2', 'Goals'), 'Comfort'),
      document('document'),
    ]);
    expect({ state, mayBeIncomplete }).toEqual({ state: 'STATED', mayBeIncomplete: false });
    expect([idsOf(entries), idsOf(wishes), idsOf(documents)]).toEqual([
      'request observation consent',
      'wish',
      'document',
    ]);
    expect(newest).toEqual({
      kind: 'ORDER',
      text: 'DNR',
      date: '2026-05-01',
      status: 'active',
      sourceType: 'ServiceRequest',
      sourceId: 'request',
      code: { text: 'DNR' },
      resource: request('request'),
    });
  });

  it('returns CONFLICTING where orders contradict each other', async () => {
    const { state, entries } = await queryCodeStatus([consent('a', 'Full Code'), request('b')]);
    expect([state, idsOf(entries)]).toEqual(['CONFLICTING', 'b a']);
  });
});

describe('an order on a server that searches by code [CS-58]', () => {
  const offered = {
    Patient: ['_id'],
    ServiceRequest: ['patient', 'code', 'category', 'status'],
    Observation: ['patient', 'code'],
    Flag: ['patient'],
  };
  const without = { category: [], code: {} };

  it.each<[string, RecordOfServer, string]>([
    ['a SNOMED CT code', request('a', { ...without, code: coded(SNOMED, '304253006', 'DNR') }), 'DNR'],
    ['the root code', request('a', { ...without, code: coded(SNOMED, '304252001', 'For CPR') }), 'For CPR'],
    ['a LOINC code', request('a', { ...without, code: coded(LOINC, '100822-6', 'CPR order') }), 'CPR order'],
    ['only words', request('a', { ...without, code: { text: 'DNR/DNI' } }), 'DNR/DNI'],
    [
      'the order as the code of an observation',
      observation('a', coded(SNOMED, '304253006', 'No resuscitation'), 'Yes'),
      'No resuscitation: Yes',
    ],
  ])('finds an order with %s', async (_what, record, text) => {
    const { state, newest } = await queryCodeStatus([record], { offered });
    expect([state, newest?.text]).toEqual(['STATED', text]);
  });

  it('shows an alert about an advance directive, which is no certain order', async () => {
    const { state, newest } = await queryCodeStatus([flag('a', 'DNR per family')], { offered });
    expect([state, newest]).toMatchObject(['NOT_READABLE', { kind: 'ORDER', text: 'DNR per family' }]);
    const onFile = await queryCodeStatus([flag('a', 'On file')], { offered });
    expect([onFile.state, idsOf(onFile.documents)]).toEqual(['NOT_STATED', 'a']);
    const ended = flag('a', 'DNR', { period: { end: '2025-01-01' } });
    expect((await queryCodeStatus([ended, flag('b', 'DNR', { status: 'inactive' })])).entries).toEqual([]);
  });

  it('never returns NOT_STATED where a longer text mentions an order', async () => {
    const mentioned = request('a', { ...without, code: { text: 'Discuss DNR with family' } });
    const { state, warnings } = await queryCodeStatus([mentioned], { offered });
    expect([state, warnings]).toMatchObject(['NOT_READABLE', [{ code: 'RECORD_NOT_UNDERSTOOD' }]]);
    const procedure = request('a', { ...without, code: { text: 'Intubation, rapid sequence' } });
    expect((await queryCodeStatus([procedure], { offered })).state).toBe('NOT_STATED');
  });

  it.each(['occurrenceDateTime', 'occurrenceTiming'])(
    'omits an order that has not begun (%s)',
    async (name) => {
      const later = '2027-02-24';
      const start = name === 'occurrenceDateTime' ? later : { event: [later] };
      expect((await queryCodeStatus([request('a', { [name]: start })], { offered })).state).toBe(
        'NOT_STATED',
      );
      const begun = request('a', { occurrenceDateTime: '2026-05-01' });
      expect((await queryCodeStatus([begun], { offered })).state).toBe('STATED');
    },
  );
});

describe('the codeStatus of a chart without an order', () => {
  it('returns NOT_STATED only if every source was read completely, and suggests no interpretation [CS-64]', async () => {
    const { state, mayBeIncomplete, asked, ...others } = await queryCodeStatus([]);
    expect([state, mayBeIncomplete]).toEqual(['NOT_STATED', false]);
    expect(JSON.stringify(others)).not.toMatch(/full code|resuscitate/i);
    expect(new Set(asked.map((one) => one.split('?')[0]))).toEqual(new Set(['Patient/ann', ...ALL]));
  });

  it.each(ALL)(
    'returns NOT_READABLE where the list of %s is refused, withheld or endless [CS-64]',
    async (type) => {
      const refused = await queryCodeStatus([], { refused: [type] });
      const others = [
        await queryCodeStatus([], { withheld: [type] }),
        await queryCodeStatus([], { endless: [type] }),
      ];
      for (const { state, mayBeIncomplete } of [refused, ...others])
        expect([state, mayBeIncomplete]).toEqual(['NOT_READABLE', true]);
      const path = ['patient', 'codeStatus'];
      const warning = { code: 'SOURCE_NOT_READABLE', resourceType: type, path };
      expect(refused.warnings).toContainEqual(expect.objectContaining(warning));
    },
  );

  it('returns NOT_READABLE where the server offers no source, and skips the sources that a server does not offer', async () => {
    expect((await queryCodeStatus([], { offered: { Patient: ['_id'] } })).state).toBe('NOT_READABLE');
    const { state, asked } = await queryCodeStatus([], {
      offered: { Patient: ['_id'], ServiceRequest: ['patient', 'code'] },
    });
    expect(state).toBe('NOT_STATED');
    expect(asked.filter((one) => !one.startsWith('Patient')).toSorted()).toEqual([
      'ServiceRequest?_count=999&patient=ann',
    ]);
  });

  it('returns the stated code status even if another source is unreadable, and says that it may be incomplete', async () => {
    const { state, mayBeIncomplete } = await queryCodeStatus([consent('a', 'DNR')], {
      refused: ['Observation'],
    });
    expect([state, mayBeIncomplete]).toEqual(['STATED', true]);
  });
});

describe('a Consent of an unknown category [CS-63]', () => {
  const odd = consent('a', 'Team decision', { category: [{ text: 'Odd' }] });
  const offered = { Patient: ['_id'], Consent: ['patient'] };

  it.each<[string, ChartServerOptions]>([
    ['on Epic', { offered, software: 'Epic' }],
    ['on a server without a CapabilityStatement', {}],
  ])('treats a Consent of an unknown category as a possible order %s', async (_where, options) => {
    const { state, entries, mayBeIncomplete, warnings } = await queryCodeStatus([odd], options);
    expect([state, entries, mayBeIncomplete]).toEqual(['NOT_READABLE', [], true]);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'RECORD_NOT_UNDERSTOOD',
        resourceType: 'Consent',
        path: ['patient', 'codeStatus'],
      }),
    );
    expect(JSON.stringify(warnings)).not.toContain('Team');
  });

  it('ignores a Consent of an unknown category on another server, whose Consents can be about anything', async () => {
    expect((await queryCodeStatus([odd], { offered, software: 'Other' })).state).toBe('NOT_STATED');
  });

  it('reads an order from a Consent of an unknown category on a server without a CapabilityStatement', async () => {
    const { state, newest } = await queryCodeStatus([consent('a', 'DNR', { category: [{ text: 'ACP' }] })]);
    expect([state, newest?.text]).toEqual(['STATED', 'DNR']);
  });
});

describe('a record that does not reference the patient', () => {
  it.each<[string, object]>([
    ['an identifier', { identifier: { value: '202020' } }],
    ['a name', { display: 'Arden, Ann' }],
    ['the id before a merge', { reference: 'Patient/ann-before' }],
  ])('leaves out a record whose patient is only %s, and returns NOT_READABLE', async (_what, patient) => {
    const { state, entries, mayBeIncomplete, warnings } = await queryCodeStatus([
      consent('a', 'DNR', { patient }),
    ]);
    expect([state, entries, mayBeIncomplete]).toEqual(['NOT_READABLE', [], true]);
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'FOREIGN_RECORDS', path: ['patient', 'codeStatus'] }),
    );
  });
});

it('an order on hold is listed with its status, but does not count as stated', async () => {
  const { state, entries } = await queryCodeStatus([request('held', { status: 'on-hold' })]);
  expect(state).toBe('NOT_READABLE');
  expect(entries).toMatchObject([{ text: 'DNR', status: 'on-hold', sourceId: 'held' }]);
});

describe('the codeStatus for a caller', () => {
  let provider: IdentityProvider;

  beforeAll(async () => {
    provider = await startIdentityProvider();
  });

  afterAll(() => provider.close());

  async function queryCodeStatusAs(
    scopes: string,
    records: RecordOfServer[],
  ): Promise<CodeStatusData['patient']['codeStatus']> {
    const server = await startChartServer([ANN, ...records]);
    const gateway = await startGateway(server, { callers: provider.tokenVerification() });
    const authorization = await provider.bearer(`user/Patient.rs patient/Patient.rs ${scopes}`, {
      patient: 'ann',
    });
    const { data, errors } = await gateway.query<CodeStatusData>(QUERY, {}, { authorization });
    await gateway.close();
    await server.close();
    expect(errors).toBeUndefined();
    return data.patient.codeStatus;
  }

  it('returns the complete code status to a caller with a scope for every source', async () => {
    const scopes = ALL.map((type) => `user/${type}.rs`).join(' ');
    expect((await queryCodeStatusAs(scopes, [])).state).toBe('NOT_STATED');
    expect((await queryCodeStatusAs(scopes, [consent('a', 'DNR')])).state).toBe('STATED');
  });

  it('never returns NOT_STATED to a caller from whom labels can hide records, whether or not they do [CS-64]', async () => {
    const scopes = ALL.map((type) => `patient/${type}.rs`).join(' ');
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }];
    const without = await queryCodeStatusAs(scopes, []);
    const hidden = await queryCodeStatusAs(scopes, [consent('a', 'DNR', { meta: { security } })]);
    expect([without.state, without.mayBeIncomplete]).toEqual(['NOT_READABLE', true]);
    expect(hidden).toEqual(without);
    expect((await queryCodeStatusAs(scopes, [consent('a', 'DNR')])).state).toBe('STATED');
  });

  it('never returns NOT_STATED if the only scope without labels covers one category', async () => {
    const scopes = ALL.map(
      (type) => `patient/${type}.rs ${type === 'Consent' ? '' : `user/${type}.rs`}`,
    ).join(' ');
    const { state, mayBeIncomplete } = await queryCodeStatusAs(
      `${scopes} user/Consent.rs?category=http://loinc.org|59284-0`,
      [],
    );
    expect([state, mayBeIncomplete]).toEqual(['NOT_READABLE', true]);
  });

  it.each(ALL)('never returns NOT_STATED to a caller without a scope for %s', async (missing) => {
    const scopes = ALL.filter((type) => type !== missing)
      .map((type) => `user/${type}.rs`)
      .join(' ');
    const { state, mayBeIncomplete } = await queryCodeStatusAs(scopes, []);
    expect([state, mayBeIncomplete]).toEqual(['NOT_READABLE', true]);
  });

  it('shows no order of a Consent to a caller without a scope for Consent [CS-67]', async () => {
    const { state, entries } = await queryCodeStatusAs('patient/ServiceRequest.rs', [consent('a', 'DNR')]);
    expect([state, entries]).toEqual(['NOT_READABLE', []]);
  });

  it('never returns NOT_STATED to a caller whose scope covers only one category', async () => {
    const scopes = ALL.map(
      (type) => `user/${type}.rs${type === 'Observation' ? '?category=laboratory' : ''}`,
    ).join(' ');
    expect((await queryCodeStatusAs(scopes, [])).state).toBe('NOT_READABLE');
  });
});

it('the sandbox has an order in force, and warns that records may be missing', async () => {
  const sandbox = await startSandbox();
  const gateway = await startGateway(sandbox);
  const { data, extensions } = await gateway.query<CodeStatusData>(
    QUERY.replace('"ann"', `"${WARREN_MCGINNIS}"`),
  );
  await gateway.close();
  await sandbox.close();
  expect(data.patient.codeStatus).toMatchObject({
    state: 'STATED',
    newest: { text: 'DNR/DNI' },
    mayBeIncomplete: true,
  });
  expect(data.patient.codeStatus.entries).toHaveLength(1);
  const { requests, estimatedRequests } = extensions?.fhir ?? { requests: 0, estimatedRequests: 0 };
  expect([requests, estimatedRequests]).toEqual([7, 7]);
});
