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

/** A gateway as it is by default, in front of records in which a text stands for something larger. */
async function start(records: readonly RecordOfServer[], large = ''): Promise<void> {
  server = await startRecordServer(records, (record) => JSON.stringify(record).replaceAll('"LARGE"', large));
  gateway = await startGateway(server, { server: { sharedCacheSeconds: 3_600 } });
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const members = (count: number): string => Array.from({ length: count }, (_, n) => `"m${n}":0`).join();

const LARGE: readonly [what: string, json: string][] = [
  ['20,000 lists in one another', nested(20_000)],
  ['20,000 objects in one another', `${'{"extension":'.repeat(20_000)}0${'}'.repeat(20_000)}`],
  ['somewhat more levels than it may have', nested(MAX_JSON_DEPTH)],
  ['more values than it may have', `[${'{},'.repeat(MAX_JSON_VALUES.record)}{}]`],
  ['an object of more members than it may have', `{${members(MAX_OBJECT_MEMBERS + 1)}}`],
];

const TOO_LARGE =
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

describe.each(LARGE)('a record with %s', (_what, json) => {
  it.each([
    ['as an extension', { extension: 'LARGE' }],
    ['in an extension', { extension: [{ url: 'a', extension: 'LARGE' }] }],
    ['in a contained record', { contained: [{ resourceType: 'Organization', id: 'o', extension: 'LARGE' }] }],
  ])('fails alone where others are read with it: %s', async (_where, more) => {
    await start([practitioner('a'), practitioner('b', more), practitioner('c')], json);
    const query = `{ ${['a', 'b', 'c'].map((id) => `${id}: practitioner(id: "${id}") { fullName resource }`).join(' ')} }`;
    const { data, errors } = await gateway.query(query);
    expect(data).toMatchObject({ a: { fullName: 'Dr. a' }, b: null, c: { fullName: 'Dr. c' } });
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
    expect(errors?.[0]?.message).toMatch(TOO_LARGE);
    expect(server.asked).toEqual(['Practitioner?_count=3&_id=a%2Cb%2Cc', 'Practitioner/b']);
    // The others are kept for all, and it is not.
    expect((await gateway.query(query)).data).toEqual(data);
    expect(server.asked.slice(2)).toEqual(['Practitioner/b']);
  });

  it('is left out of a list, which says so', async () => {
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

  it('is an error of its own where it is the content of a document', async () => {
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

describe('a record that nests as deep as it may', () => {
  it('is shown, redacted, and kept for all', async () => {
    const records = [practitioner('a', { extension: 'LARGE' }), practitioner('b')];
    // The Bundle around it takes three levels.
    await start(records, nested(MAX_JSON_DEPTH - 4));
    const query = '{ a: practitioner(id: "a") { fullName resource } b: practitioner(id: "b") { fullName } }';
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ a: { fullName: 'Dr. a' }, b: { fullName: 'Dr. b' } });
    await gateway.query(query);
    expect(server.asked).toEqual(['Practitioner?_count=2&_id=a%2Cb']);
  });
});
