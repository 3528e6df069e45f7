import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const PROBLEM_LIST = [{ coding: [{ code: 'problem-list-item' }] }];
const ENCOUNTER_DIAGNOSIS = [{ coding: [{ code: 'encounter-diagnosis' }] }];

const problem = (id: string, clinicalStatus?: object, others: object = {}) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: 'Patient/ann' },
  category: PROBLEM_LIST,
  code: { text: `problem ${id}` },
  ...(clinicalStatus && { clinicalStatus }),
  ...others,
});
const status = (code: string) => ({ coding: [{ code }] });

/** Problems as several vendors send them: with child statuses, statuses in text, and no status. */
const RECORDS = [
  { resourceType: 'Patient', id: 'ann', name: [{ family: 'Arden' }] },
  problem('active', status('active')),
  problem('relapse', status('relapse')),
  problem('recurrence', { text: 'Recurrent' }),
  problem('in-words', { text: 'Active' }),
  problem('statusless'),
  problem('remission', { text: 'In remission' }),
  problem('resolved', status('resolved')),
  problem('over', undefined, { abatementString: 'after the operation' }),
  problem('visit', undefined, { category: ENCOUNTER_DIAGNOSIS }),
];

const sortedIdsOf = (nodes: { id: string }[]): string =>
  nodes
    .map(({ id }) => id)
    .toSorted()
    .join(' ');

/** A patient whose problem list states that there are no problems. */
const NO_PROBLEMS = [
  { resourceType: 'Patient', id: 'ben', name: [{ family: 'Boyle' }] },
  {
    ...problem('none', status('active')),
    subject: { reference: 'Patient/ben' },
    code: { text: 'No Known Problems' },
  },
];

describe('the problems of a patient whose vendor uses statuses loosely', () => {
  let server: RecordServer;
  let gateway: Gateway;

  beforeAll(async () => {
    server = await startRecordServer([...RECORDS, ...NO_PROBLEMS]);
    gateway = await startGateway(server);
  });

  afterAll(async () => {
    await gateway.close();
    await server.close();
  });

  it('lists problems with recurrence, relapse, a status in text, or no status as active [CS-48, CS-49]', async () => {
    const { data } = await gateway.query<{ patient: Record<string, { id: string; isActive?: boolean }[]> }>(
      `{ patient(id: "ann") {
        active: problems(first: 50, clinicalStatus: [ACTIVE]) { id isActive }
        relapse: problems(first: 50, clinicalStatus: [RELAPSE]) { id }
        inactive: problems(first: 50, clinicalStatus: [INACTIVE]) { id }
        remission: problems(first: 50, clinicalStatus: [REMISSION]) { id }
        all: conditions(first: 50, clinicalStatus: [ACTIVE, INACTIVE]) { id }
      } }`,
    );
    const { active = [], relapse = [], inactive = [], remission = [], all = [] } = data.patient;
    expect(sortedIdsOf(active)).toBe('active in-words recurrence relapse statusless');
    expect(active.map(({ isActive }) => isActive)).toEqual([true, true, true, true, true]);
    expect(sortedIdsOf(relapse)).toBe('relapse');
    expect(sortedIdsOf(inactive)).toBe('remission resolved');
    expect(sortedIdsOf(remission)).toBe('remission');
    // The encounter diagnosis and the problem with an abatement have no status, so neither filter matches them.
    expect(sortedIdsOf(all)).toBe('active in-words recurrence relapse remission resolved statusless');
  });

  it('never lets the server filter problems by status, which would lose some of them [CS-50]', () => {
    const searches = server.requests.filter((request) => request.startsWith('Condition?'));
    expect(searches.length).toBeGreaterThan(0);
    expect(searches.filter((request) => request.includes('clinical-status'))).toEqual([]);
  });

  it('leaves the statement that there are none out of the problems, but not out of `conditions` [CS-52]', async () => {
    const { data, extensions } = await gateway.query<{
      patient: { problems: object[]; conditions: object[] };
    }>('{ patient(id: "ben") { problems { id } conditions { id meaning isActive } } }');
    expect(data.patient.problems).toEqual([]);
    expect(data.patient.conditions).toEqual([{ id: 'none', meaning: 'NO_KNOWN_PROBLEMS', isActive: false }]);
    const warnings = extensions?.fhir.warnings.map(({ code, path }) => ({ code, path }));
    expect(warnings).toContainEqual({ code: 'NO_KNOWN_PROBLEMS', path: ['patient', 'problems'] });
  });

  it('returns the same statuses for problems that are read by id', async () => {
    const { data } = await gateway.query<{ record: object; visit: object }>(
      `{ record: condition(id: "recurrence") { id clinicalStatus isActive meaning }
         visit: condition(id: "visit") { id clinicalStatus isActive } }`,
    );
    expect(data.record).toEqual({
      id: 'recurrence',
      clinicalStatus: 'RECURRENCE',
      isActive: true,
      meaning: 'CONDITION',
    });
    expect(data.visit).toEqual({ id: 'visit', clinicalStatus: null, isActive: false });
  });
});
