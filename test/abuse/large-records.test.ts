import { afterEach, describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH, MAX_JSON_VALUES, MAX_OBJECT_MEMBERS } from '../../src/json/size.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

let server: RecordServer;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await server.close();
});

/** Starts a gateway in front of these records, in which the string "LARGE" is replaced by the given JSON. */
async function start(records: readonly RecordOfServer[], large = ''): Promise<void> {
  server = await startRecordServer(records, (record) => JSON.stringify(record).replaceAll('"LARGE"', large));
  gateway = await startGateway(server, { server: { sharedCacheSeconds: 3_600 } });
}

const nestedLists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const membersJson = (count: number): string => Array.from({ length: count }, (_, n) => `"m${n}":0`).join();

const OVERSIZED: readonly [what: string, json: string][] = [
  ['20,000 nested lists', nestedLists(20_000)],
  ['20,000 nested objects', `${'{"extension":'.repeat(20_000)}0${'}'.repeat(20_000)}`],
  ['slightly more levels than the limit', nestedLists(MAX_JSON_DEPTH)],
  ['more values than the limit', `[${'{},'.repeat(MAX_JSON_VALUES.record)}{}]`],
  ['an object of more members than the limit', `{${membersJson(MAX_OBJECT_MEMBERS + 1)}}`],
];

const TOO_LARGE_MESSAGE =
  /^The FHIR server sent JSON beyond the limits: 20000 values, 128 members of an object, or 200 levels\./;
const subject = { reference: 'Patient/p' };

function practitioner(id: string, more = {}): RecordOfServer {
  return { resourceType: 'Practitioner', id, name: [{ text: `Dr. ${id}` }], ...more };
}

function observation(id: string, more = {}): RecordOfServer {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: id },
    subject,
    ...more,
  };
}

describe.each(OVERSIZED)('a record with %s [T3-D4]', (_what, json) => {
  it.each([
    ['as an extension', { extension: 'LARGE' }],
    ['in an extension', { extension: [{ url: 'a', extension: 'LARGE' }] }],
    [
      'in a contained resource',
      { contained: [{ resourceType: 'Organization', id: 'o', extension: 'LARGE' }] },
    ],
  ])('fails only the oversized record of a batch: %s', async (_where, more) => {
    await start([practitioner('a'), practitioner('b', more), practitioner('c')], json);
    const query = `{ ${['a', 'b', 'c'].map((id) => `${id}: practitioner(id: "${id}") { fullName resource }`).join(' ')} }`;
    const { data, errors } = await gateway.query(query);
    expect(data).toMatchObject({ a: { fullName: 'Dr. a' }, b: null, c: { fullName: 'Dr. c' } });
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
    expect(errors?.[0]?.message).toMatch(TOO_LARGE_MESSAGE);
    expect(server.requests).toEqual(['Practitioner?_count=3&_id=a%2Cb%2Cc', 'Practitioner/b']);
    // The shared cache holds the other two, but not the oversized record.
    expect((await gateway.query(query)).data).toEqual(data);
    expect(server.requests.slice(2)).toEqual(['Practitioner/b']);
  });

  it('omits the oversized record from a list, with a warning', async () => {
    await start([observation('a'), observation('b', { component: 'LARGE' }), observation('c')], json);
    const { data, errors, extensions } = await gateway.query(
      '{ patient(id: "p") { observations(first: 10) { id } } }',
    );
    expect(errors).toBeUndefined();
    expect(at(data, 'patient', 'observations')).toEqual([{ id: 'a' }, { id: 'c' }]);
    const warnings = extensions?.fhir.warnings.filter(({ code }) => code !== 'NOT_ALL_CATEGORIES');
    expect(warnings).toEqual([
      {
        code: 'RECORD_TOO_LARGE',
        resourceType: 'Observation',
        message: 'The FHIR server sent a record with too many elements or too deep nesting. It was left out.',
        path: ['patient', 'observations'],
      },
    ]);
  });

  it('fails only the content of a document whose Binary is oversized', async () => {
    const content = [{ attachment: { contentType: 'text/plain', url: 'Binary/b' } }];
    await start(
      [
        { resourceType: 'DocumentReference', id: 'd', status: 'current', subject, content },
        { resourceType: 'Binary', id: 'b', contentType: 'text/plain', data: 'QQ==', extension: 'LARGE' },
      ],
      json,
    );
    const { data, errors } = await gateway.query('{ documentReference(id: "d") { id content { text } } }');
    expect(data).toEqual({ documentReference: { id: 'd', content: { text: null } } });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
  });
});

describe('a group with more members than a record may have', () => {
  it('works as the panel, but is too large to show', async () => {
    const member = Array.from({ length: 9_000 }, () => ({ entity: { reference: 'Patient/p' } }));
    server = await startRecordServer([
      { resourceType: 'Patient', id: 'p' },
      { resourceType: 'Group', id: 'g', type: 'person', actual: true, member },
    ]);
    gateway = await startGateway(server, { panel: { kind: 'group', id: 'g' } });
    const { data, errors } = await gateway.query(
      '{ record(type: GROUP, id: "g") { id } patients(first: 1) { id } }',
    );
    expect(data).toEqual({ record: null, patients: [{ id: 'p' }] });
    expect(errors).toMatchObject([{ path: ['record'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
    expect(errors?.[0]?.message).toMatch(TOO_LARGE_MESSAGE);
    // The two reads have different limits, so they share no request.
    expect(server.requests.filter((request) => request === 'Group/g')).toHaveLength(2);
  });
});

describe('a record with the most levels allowed', () => {
  it('returns and caches a record with the most levels allowed', async () => {
    const records = [practitioner('a', { extension: 'LARGE' }), practitioner('b')];
    // The Bundle around the record takes three levels.
    await start(records, nestedLists(MAX_JSON_DEPTH - 4));
    const query = '{ a: practitioner(id: "a") { fullName resource } b: practitioner(id: "b") { fullName } }';
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ a: { fullName: 'Dr. a' }, b: { fullName: 'Dr. b' } });
    await gateway.query(query);
    expect(server.requests).toEqual(['Practitioner?_count=2&_id=a%2Cb']);
  });
});
