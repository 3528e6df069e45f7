/** Opens links that are expired, altered or another caller's, and links to documents that have changed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  codeIn,
  type LinkedDocuments,
  outcomeAt,
  PDF,
  startLinkedDocuments,
  withOptions,
} from '../server/linked-documents.ts';
import { at } from '../support/expected.ts';
import { type GatewayOptions } from '../support/gateway.ts';

let documents: LinkedDocuments;

beforeAll(async () => {
  documents = await startLinkedDocuments();
});

beforeEach(() => documents.reset());

afterAll(() => documents.close());

/** Returns the status and the error code of a link, and expects no part of the document in the response. */
function outcomeOf(path: string, headers: Readonly<Record<string, string>> = {}, linked = documents) {
  return outcomeAt(linked, path, headers);
}

const SECRET = 's'.repeat(32);
const NO_REQUESTS: readonly string[] = [];
const ONE_READ = ['DocumentReference/d1'];

describe('a document link', () => {
  it('expires after two minutes [T1-S8]', async () => {
    const link = await documents.link(await documents.bearer());
    documents.clock.elapsed = 119_000;
    expect((await documents.open(link)).status).toBe(200);
    documents.clock.elapsed = 121_000;
    await expect(outcomeOf(link)).resolves.toEqual({ status: 410, code: 'LINK_EXPIRED', asked: NO_REQUESTS });
  });

  it('expires with the token of its caller', async () => {
    documents.clock.elapsed = 0;
    const headers = await documents.bearer();
    documents.clock.elapsed = 290_000;
    const link = await documents.link(headers);
    documents.clock.elapsed = 299_000;
    expect((await documents.open(link)).status).toBe(200);
    documents.clock.elapsed = 301_000;
    await expect(outcomeOf(link)).resolves.toEqual({ status: 410, code: 'LINK_EXPIRED', asked: NO_REQUESTS });
  });

  it('returns 404 for a link with an altered character [T1-T5]', async () => {
    const link = await documents.link(await documents.bearer());
    const start = '/documents/'.length;
    const places = Array.from(
      { length: 12 },
      (_, index) => start + Math.floor((index * (link.length - start)) / 12),
    );
    for (const place of places) {
      const altered = link.slice(0, place) + (link[place] === 'A' ? 'Q' : 'A') + link.slice(place + 1);
      await expect(outcomeOf(altered)).resolves.toEqual({
        status: 404,
        code: 'NOT_FOUND',
        asked: NO_REQUESTS,
      });
    }
  });

  it.each(['', 'a', '%2e%2e%2f', 'a.b.c.d.e', 'eyJhbGciOiJub25lIn0..', 'x'.repeat(5_000)])(
    'returns 404 for a malformed link: %j',
    async (token) => {
      await expect(outcomeOf(`/documents/${token}`)).resolves.toMatchObject({
        status: 404,
        code: 'NOT_FOUND',
      });
    },
  );

  it('does not accept a cursor as a link, or a link as a cursor', async () => {
    const headers = await documents.bearer();
    const { data } = await documents.gateway.query(
      '{ patient(id: "a") { documentsConnection(first: 1) { pageInfo { endCursor } } } }',
      {},
      headers,
    );
    const [cursor = ''] = /eyJ[\w.-]+/.exec(JSON.stringify(data)) ?? [];
    expect(cursor).not.toBe('');
    await expect(outcomeOf(`/documents/${cursor}`)).resolves.toMatchObject({ status: 404 });
    const link = await documents.link(headers);
    const { errors = [] } = await documents.gateway.query(
      `{ patient(id: "a") { documentsConnection(first: 1, after: "${link.slice(11)}") { pageInfo { endCursor } } } }`,
      {},
      headers,
    );
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['CURSOR_INVALID']);
  });

  it.each(['head', 'post', 'put', 'delete'] as const)(
    'opens a link by GET only, not by %s',
    async (method) => {
      const link = await documents.link(await documents.bearer());
      const { status } = await documents.gateway.http[method](link);
      expect(status).toBe(404);
    },
  );
});

describe('a document link that another caller opens [T1-S8]', () => {
  it.each<[who: string, scopes: string, holder: { subject?: string; client?: string; patient?: string }]>([
    ['another person', 'user/*.rs', { subject: 'mallory' }],
    ['another application', 'user/*.rs', { subject: 'dr-mbeki', client: 'other' }],
    ['another launch', 'user/*.rs', { subject: 'dr-mbeki', patient: 'b' }],
  ])('refuses a link to %s who signs in', async (_who, scopes, holder) => {
    const link = await documents.link(await documents.bearer());
    const headers = await documents.bearer(scopes, holder);
    await expect(outcomeOf(link, headers)).resolves.toEqual({
      status: 403,
      code: 'FORBIDDEN',
      asked: NO_REQUESTS,
    });
  });

  it('refuses a link with a malformed token', async () => {
    const link = await documents.link(await documents.bearer());
    const headers = { authorization: 'Bearer x.y.z' };
    await expect(outcomeOf(link, headers)).resolves.toEqual({
      status: 401,
      code: 'UNAUTHENTICATED',
      asked: NO_REQUESTS,
    });
  });

  it('applies the scopes of a token that the caller of a link sends', async () => {
    const link = await documents.link(await documents.bearer());
    expect((await documents.open(link, await documents.bearer())).body).toEqual(PDF);
    const fewer = await documents.bearer('user/Patient.rs');
    await expect(outcomeOf(link, fewer)).resolves.toEqual({
      status: 403,
      code: 'FORBIDDEN',
      asked: NO_REQUESTS,
    });
  });
});

/** Changes a record of the FHIR server; null deletes it. */
function changeRecord(type: string, id: string, parts: object | null): void {
  const index = documents.records.findIndex((record) => record.resourceType === type && record.id === id);
  const record = documents.records[index];
  if (record === undefined) throw new Error(`There is no ${type}/${id}.`);
  documents.records.splice(index, 1, ...(parts === null ? [] : [{ ...record, ...parts }]));
}

describe('a document link whose document has changed [T1-E2, CS-103]', () => {
  const NO_PATIENT = {
    security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }],
  };

  it.each<[what: string, type: string, id: string, parts: object | null, asked: readonly string[]]>([
    ['is labeled now', 'DocumentReference', 'd1', { meta: NO_PATIENT }, ONE_READ],
    [
      'belongs to another patient now',
      'DocumentReference',
      'd1',
      { subject: { reference: 'Patient/b' } },
      ONE_READ,
    ],
    ['is deleted', 'DocumentReference', 'd1', null, ONE_READ],
    ['has no content any more', 'DocumentReference', 'd1', { content: [] }, ONE_READ],
    ...[
      { contentType: 'text/html' },
      { title: 'Consent of another day' },
      { url: 'Binary/b4' },
      { size: 12 },
      { hash: 'Zm9v' },
    ].map((edited): [string, string, string, object, readonly string[]] => [
      `has a content with another ${Object.keys(edited).join()}`,
      'DocumentReference',
      'd1',
      {
        content: [
          {
            attachment: { contentType: 'application/pdf', url: 'Binary/b0', title: 'Archer 0', ...edited },
          },
        ],
      },
      ONE_READ,
    ]),
    ['has a Binary that is labeled now', 'Binary', 'b0', { meta: NO_PATIENT }, [...ONE_READ, 'Binary/b0']],
    ['has a Binary that is deleted', 'Binary', 'b0', null, [...ONE_READ, 'Binary/b0']],
  ])('returns 404 for a link whose document %s', async (_what, type, id, parts, asked) => {
    const link = await documents.link(
      await documents.bearer('patient/*.rs', { subject: 'ann', patient: 'a' }),
    );
    expect((await documents.open(link)).status).toBe(200);
    changeRecord(type, id, parts);
    await expect(outcomeOf(link)).resolves.toEqual({ status: 404, code: 'NOT_FOUND', asked });
  });
});

describe('a document link to inline data', () => {
  it('returns 404 once the inline data has changed', async () => {
    const selection = 'found: documentReference(id: "inline") { content { link } }';
    const link = await documents.link(await documents.bearer(), selection);
    expect((await documents.open(link)).status).toBe(200);
    changeRecord('DocumentReference', 'inline', {
      content: [
        { attachment: { contentType: 'application/pdf', data: Buffer.from('%PDF no').toString('base64') } },
      ],
    });
    await expect(outcomeOf(link)).resolves.toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});

describe('a document link and the limits of the gateway', () => {
  it('counts an opened link against the rate limit of its caller [T1-D1]', () =>
    withOptions({ server: { maxUpstreamCalls: 5, maxUpstreamCallsPerMinute: 5 } }, async (linked) => {
      const link = await linked.link(await linked.bearer());
      expect((await linked.open(link)).status).toBe(200);
      expect((await linked.open(link)).status).toBe(200);
      const { status, body, headers } = await linked.open(link);
      expect({ status, code: codeIn(body) }).toEqual({ status: 429, code: 'RATE_LIMITED' });
      expect(Number(at(headers, 'retry-after'))).toBeGreaterThan(0);
    }));

  it.each<[what: string, options: GatewayOptions, status: number, code: string]>([
    ['is too large', { limits: { binaryMaxBytes: 100_000 } }, 502, 'CONTENT_TOO_LARGE'],
    ['takes too much memory', { server: { maxHeldBytes: 400_000 } }, 503, 'RESPONSE_TOO_LARGE'],
    ['costs more than the budget', { server: { maxUpstreamCalls: 1 } }, 503, 'OPERATION_TOO_EXPENSIVE'],
  ])('refuses a link to content that %s', (_what, options, status, code) =>
    withOptions(options, async (linked) => {
      const binary = {
        resourceType: 'Binary',
        id: 'b0',
        data: Buffer.alloc(300_000, 'PDF').toString('base64'),
      };
      linked.records.splice(
        0,
        linked.records.length,
        ...linked.records.filter(({ id }) => id !== 'b0'),
        binary,
      );
      const link = await linked.link(await linked.bearer());
      await expect(outcomeOf(link, {}, linked)).resolves.toMatchObject({ status, code });
    }),
  );

  it.each<[what: string, options: GatewayOptions]>([
    ['are disabled', { server: { documentLinkSeconds: 0 } }],
    ['cannot pass the router', { server: { routerSecrets: [SECRET] } }],
  ])('returns no link when links %s', async (_what, options) => {
    const link = await documents.link(await documents.bearer());
    await withOptions(options, async (linked) => {
      const { data, errors } = await linked.gateway.query(
        '{ documentReference(id: "d1") { content { contentType link } } }',
        {},
        { ...(await linked.bearer()), 'router-authorization': SECRET },
      );
      expect(errors).toBeUndefined();
      const content = { contentType: 'application/pdf', link: null };
      expect(data).toEqual({ documentReference: { content } });
      expect((await linked.open(link)).status).toBe(404);
    });
  });
});
