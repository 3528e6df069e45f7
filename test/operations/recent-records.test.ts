/** Queries the recent records of a patient over all types. */
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { DATED_TYPES } from '../../src/fhir/patient-lists.ts';
import { patientParameterOf } from '../../src/fhir/resources.ts';
import { at, matching } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { createRecord, PATIENT } from '../support/modified-records.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const SINCE = '2026-06-14T12:00:00Z';

/** The server lists every type by patient, and needs no categories. */
const LISTED = Object.fromEntries(DATED_TYPES.map((type) => [type, [patientParameterOf(type)]]));

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function start(
  records: readonly RecordOfServer[],
  options: GatewayOptions = {},
): Promise<{ server: RecordServer; gateway: Gateway }> {
  const served = [createRecord('Patient', PATIENT), ...records];
  const server = await startRecordServer(served, JSON.stringify, LISTED);
  const gateway = await startGateway(server, options);
  opened.push(server, gateway);
  return { server, gateway };
}

const RECORD = 'date dateElement record { __typename ... on Observation { id } ... on Condition { id } }';

const ask = (args = '', selection = RECORD) =>
  `{ patient(id: "${PATIENT}") { recentRecords(since: "${SINCE}" ${args}) { ${selection} } } }`;

const LATE_RESULT = createRecord('Observation', 'late', {
  status: 'final',
  effectiveDateTime: '2026-05-01',
  issued: '2026-06-15T11:00:00Z',
});
const OLD_RESULT = createRecord('Observation', 'old', { status: 'final', effectiveDateTime: '2026-05-01' });
const NEW_PROBLEM = createRecord('Condition', 'new', {
  recordedDate: '2026-06-15T09:00:00Z',
  onsetDateTime: '2019',
});
const WRONG_PROBLEM = createRecord('Condition', 'wrong', {
  recordedDate: '2026-06-15T09:30:00Z',
  verificationStatus: { coding: [{ code: 'entered-in-error' }] },
});

describe('recentRecords', () => {
  it('returns the recent records of every type, the newest first, with the date and its element', async () => {
    const { gateway } = await start([LATE_RESULT, OLD_RESULT, NEW_PROBLEM, WRONG_PROBLEM]);
    const { data, errors, extensions } = await gateway.query(ask());
    expect(errors).toBeUndefined();
    expect(at(data, 'patient', 'recentRecords')).toEqual([
      {
        date: '2026-06-15T11:00:00Z',
        dateElement: 'issued',
        record: { __typename: 'Observation', id: 'late' },
      },
      {
        date: '2026-06-15T09:00:00Z',
        dateElement: 'recordedDate',
        record: { __typename: 'Condition', id: 'new' },
      },
    ]);
    expect(extensions?.fhir.warnings).toEqual([
      expect.objectContaining({ code: 'ENTERED_IN_ERROR_LEFT_OUT', resourceType: 'Condition' }),
    ]);
  });

  it('finds a recent record of every dated type', async () => {
    const records = DATED_TYPES.map((type) =>
      createRecord(type, `r-${type.toLowerCase()}`, { meta: { lastUpdated: '2026-06-15T11:00:00Z' } }),
    );
    const { gateway } = await start(records);
    const { data } = await gateway.query(ask('first: 100', 'record { __typename }'));
    const found = at(data, 'patient', 'recentRecords');
    const types = DATED_TYPES.map((type) => ({ record: { __typename: type } }));
    expect(found).toHaveLength(types.length);
    expect(found).toEqual(expect.arrayContaining(types));
  });

  it('searches each type once, within the price, and shares the searches of the lists', async () => {
    const { gateway, server } = await start([LATE_RESULT]);
    const alone = await gateway.query(ask());
    expect(server.requests).toHaveLength(DATED_TYPES.length + 1);
    expect(alone.extensions?.fhir.requests).toBe(DATED_TYPES.length + 1);
    expect(alone.extensions?.fhir.estimatedRequests).toBe(DATED_TYPES.length + 1);
    server.requests.length = 0;
    await gateway.query(
      `{ patient(id: "${PATIENT}") { goals { id } observations { id } recentRecords(since: "${SINCE}") { date } } }`,
    );
    expect(server.requests).toHaveLength(DATED_TYPES.length + 1);
  });

  it('searches only the types that it is given, and costs no more', async () => {
    const { gateway, server } = await start([LATE_RESULT, NEW_PROBLEM]);
    const { data, extensions } = await gateway.query(ask('types: [OBSERVATION, CARE_PLAN]'));
    expect(at(data, 'patient', 'recentRecords')).toHaveLength(1);
    expect(new Set(server.requests.map((request) => request.split('?')[0]))).toEqual(
      new Set([`Patient/${PATIENT}`, 'CarePlan', 'Observation']),
    );
    expect(extensions?.fhir.estimatedRequests).toBe(3);
  });

  it('shows what `include` names, and cuts the list with a warning', async () => {
    const { gateway } = await start([LATE_RESULT, NEW_PROBLEM, WRONG_PROBLEM]);
    const { data, extensions } = await gateway.query(ask('first: 2 include: [ENTERED_IN_ERROR]'));
    expect(at(data, 'patient', 'recentRecords')).toMatchObject([
      { record: { id: 'late' } },
      { record: { id: 'wrong' } },
    ]);
    expect(extensions?.fhir.warnings).toEqual([
      expect.objectContaining({ code: 'LIST_CUT', path: ['patient', 'recentRecords'] }),
    ]);
  });

  it('finds a recent record behind a hundred newer observations that are not recent [CS-19]', async () => {
    const others = Array.from({ length: 150 }, (_, index) =>
      createRecord('Observation', `o${index}`, { effectiveDateTime: '2026-06-01T00:00:00Z' }),
    );
    const { gateway } = await start([...others, LATE_RESULT]);
    const { data } = await gateway.query(ask('types: [OBSERVATION]'));
    expect(at(data, 'patient', 'recentRecords')).toMatchObject([{ record: { id: 'late' } }]);
  });

  it('finds a new appointment behind a hundred later ones that are no news', async () => {
    const later = Array.from({ length: 120 }, (_, index) =>
      createRecord('Appointment', `a${index}`, { start: '2031-01-01T08:00:00Z', created: '2026-01-01' }),
    );
    const made = createRecord('Appointment', 'made', {
      start: '2030-01-01T08:00:00Z',
      created: '2026-06-15T09:00:00Z',
    });
    const { gateway } = await start([...later, made]);
    const { data, extensions } = await gateway.query(
      ask('types: [APPOINTMENT]', 'dateElement record { ... on Appointment { id } }'),
    );
    expect(at(data, 'patient', 'recentRecords')).toEqual([
      { dateElement: 'created', record: { id: 'made' } },
    ]);
    expect(extensions?.fhir.warnings).toEqual([]);
  });

  it('leaves out types without a scope, and names them in a warning', async () => {
    const provider = await startIdentityProvider();
    opened.push(provider);
    const { gateway, server } = await start([LATE_RESULT, NEW_PROBLEM], {
      callers: provider.tokenVerification(),
    });
    const queryAs = async (scopes: string) =>
      gateway.query(
        ask('types: [OBSERVATION, CONDITION]'),
        {},
        {
          authorization: await provider.bearer(scopes, { patient: PATIENT }),
        },
      );
    const some = await queryAs('patient/Patient.rs patient/Observation.rs');
    expect(some.errors).toBeUndefined();
    expect(at(some.data, 'patient', 'recentRecords')).toMatchObject([{ record: { id: 'late' } }]);
    expect(some.extensions?.fhir.warnings).toEqual([
      {
        code: 'TYPES_NOT_PERMITTED',
        resourceType: '',
        message: matching(/ lacks them: Condition\.$/),
        path: ['patient', 'recentRecords'],
      },
    ]);
    expect(server.requests.filter((request) => request.startsWith('Condition'))).toEqual([]);
    const none = await queryAs('patient/Patient.rs');
    expect(none.data).toEqual({ patient: { recentRecords: null } });
    expect(none.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });

  it('never shows a record that a label hides, nor one of another patient', async () => {
    const provider = await startIdentityProvider();
    opened.push(provider);
    const hidden = { ...LATE_RESULT, id: 'hidden', meta: { security: [{ code: 'NOPAT' }] } };
    const foreign = {
      ...LATE_RESULT,
      id: 'foreign',
      subject: { reference: 'Patient/other' },
      note: [{ text: `"Patient/${PATIENT}"` }],
    };
    const { gateway } = await start([LATE_RESULT, hidden, foreign], {
      callers: provider.tokenVerification(),
    });
    const authorization = await provider.bearer('patient/*.rs', { patient: PATIENT });
    const { data } = await gateway.query(ask('types: [OBSERVATION]'), {}, { authorization });
    expect(at(data, 'patient', 'recentRecords')).toMatchObject([{ record: { id: 'late' } }]);
  });

  it('keeps the rest if the server refuses a type, with a warning that names it [CS-19]', async () => {
    const sandbox = await startSandbox({ notEntitled: ['Goal.search'] });
    const gateway = await startGateway(sandbox);
    opened.push(sandbox, gateway);
    const { data, errors, extensions } = await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { recentRecords(since: "1990-01-01", types: [GOAL, ALLERGY_INTOLERANCE]) { record { __typename } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(at(data, 'patient', 'recentRecords', 0)).toEqual({ record: { __typename: 'AllergyIntolerance' } });
    expect(extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: 'RECENT_RECORDS_INCOMPLETE', resourceType: 'Goal' }),
    );
  });

  it('refuses a caller who may search none of the types for this patient, and audits that', async () => {
    const provider = await startIdentityProvider();
    opened.push(provider);
    const kept = createMemoryAudit({ upstream: 'https://fhir.example' });
    const { gateway } = await start([], {
      callers: provider.tokenVerification(),
      server: { audit: kept.audit },
    });
    for (const scopes of ['user/Patient.rs', 'user/Patient.rs patient/Goal.rs']) {
      const authorization = await provider.bearer(scopes, { patient: 'other' });
      const { data, errors, extensions } = await gateway.query(ask('types: [GOAL]'), {}, { authorization });
      expect(data).toEqual({ patient: { recentRecords: null } });
      expect(errors?.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
      expect(extensions?.fhir.warnings).toEqual([]);
      expect(JSON.stringify(kept.take().filter(({ outcome }) => outcome !== '0'))).toContain('Goal');
    }
  });

  it('names only the records that it returns in the audit', async () => {
    const kept = createMemoryAudit({ upstream: 'https://fhir.example' });
    const { gateway } = await start([LATE_RESULT, OLD_RESULT, NEW_PROBLEM], {
      server: { audit: kept.audit },
    });
    await gateway.query(ask('first: 1'));
    const audited = JSON.stringify(kept.take());
    expect(audited).toContain('Observation/late');
    expect(audited).not.toContain('Observation/old');
    expect(audited).not.toContain('Condition/new');
  });

  it('warns of a type that Epic lists only with an argument if the caller names it', async () => {
    const sandbox = await startSandbox({ partialWarnings: false });
    const gateway = await startGateway(sandbox);
    opened.push(sandbox, gateway);
    const warnedWith = async (args: string) => {
      const { extensions } = await gateway.query(
        `{ patient(id: "${CAMILA_LOPEZ}") { recentRecords(since: "1990-01-01" ${args}) { date } } }`,
      );
      const warnings = extensions?.fhir.warnings ?? [];
      return warnings.filter(({ resourceType }) => resourceType === 'EpisodeOfCare').map(({ code }) => code);
    };
    expect(await warnedWith('')).toEqual([]);
    expect(await warnedWith('types: [GOAL, EPISODE_OF_CARE]')).toEqual([
      'ARGUMENT_NEEDED',
      'RECENT_RECORDS_INCOMPLETE',
    ]);
  });

  it('rejects a malformed instant and page size, and an empty list of types', async () => {
    const { gateway, server } = await start([]);
    const malformed = await gateway.query(ask().replace(SINCE, 'yesterday'));
    expect(malformed.errors?.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    const none = await gateway.query(ask('types: []'));
    expect(none.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(server.requests.filter((request) => !request.startsWith('Patient/'))).toEqual([]);
    const tooMany = await gateway.query(ask('first: 101'));
    expect(tooMany.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });
});
