import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DERRICK_LIN } from '../src/data/patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import {
  type Get,
  having,
  matchIds,
  outcomeCodes,
  requestToken,
  signAssertion,
  signIn,
} from './support/client.ts';

const PATH = `/Patient/${CAMILA_LOPEZ}`;

let sandbox: Sandbox;
let get: Get;

beforeEach(async () => {
  sandbox = await startSandbox();
  get = await signIn(sandbox);
  sandbox.clearRequests();
});

afterEach(() => sandbox.close());

describe('faults', () => {
  it('status sends the scripted status, headers and body', async () => {
    sandbox.fault({
      match: {},
      kind: 'status',
      status: 429,
      headers: { 'Retry-After': '7' },
      body: '{}',
      contentType: 'application/json',
    });
    const { status, headers, text } = await get(PATH);
    expect([status, headers.get('retry-after'), headers.get('content-type'), text]).toEqual([
      429,
      '7',
      'application/json',
      '{}',
    ]);
    expect(sandbox.requests).toMatchObject([{ status: 429 }]);
  });

  it('status sends plain text by default', async () => {
    sandbox.fault({ match: {}, kind: 'status', status: 503 });
    expect(await get(PATH)).toMatchObject({ status: 503, text: '' });
  });

  it('partial sends the first matches of a search, and says that others were withheld', async () => {
    const path = `/Condition?patient=${CAMILA_LOPEZ}`;
    for (const keep of [1, undefined])
      sandbox.fault({ match: {}, kind: 'partial', ...(keep !== undefined && { keep }) });
    const [one, none] = [await get(path), await get(path)];
    expect([matchIds(one.body).length, matchIds(none.body).length]).toEqual([1, 0]);
    expect([outcomeCodes(one.body), outcomeCodes(none.body)]).toEqual([
      ['warning 59204'],
      ['warning 59204', 'warning 4101'],
    ]);
    expect(matchIds((await get(path)).body).length).toBeGreaterThan(1);
  });

  it('a fault that the test removes no longer applies, and others still do', async () => {
    const removed = sandbox.fault({ match: {}, kind: 'status', status: 503, times: Infinity });
    sandbox.fault({ match: {}, kind: 'status', status: 429 });
    expect(await get(PATH)).toMatchObject({ status: 503 });
    removed.remove();
    removed.remove();
    expect([(await get(PATH)).status, (await get(PATH)).status]).toEqual([429, 200]);
  });

  it('delay delays the normal response', async () => {
    sandbox.fault({ match: {}, kind: 'delay', ms: 30 });
    const started = performance.now();
    expect(await get(PATH)).toMatchObject({ status: 200, body: { id: CAMILA_LOPEZ } });
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  it('hang never responds', async () => {
    sandbox.fault({ match: {}, kind: 'hang' });
    const controller = new AbortController();
    const response = fetch(sandbox.baseUrl + PATH, { signal: controller.signal });
    await expect.poll(() => sandbox.requests).toMatchObject([{ status: null }]);
    controller.abort();
    await expect(response).rejects.toThrow('aborted');
  });

  it.each([
    [undefined, 'fetch failed'],
    [0, 'terminated'],
    [10, 'terminated'],
  ])('cut destroys the connection after %s bytes of the body', async (afterBytes, message) => {
    sandbox.fault({ match: {}, kind: 'cut', ...(afterBytes !== undefined && { afterBytes }) });
    await expect(get(PATH)).rejects.toThrow(message);
    expect(sandbox.requests).toMatchObject([{ status: null }]);
  });

  it('cut sends the bytes before it', async () => {
    sandbox.fault({ match: {}, kind: 'cut', afterBytes: 9 });
    const { status, body } = await fetch(sandbox.origin);
    expect(status).toBe(404);
    await expect(readWhole(body)).resolves.toBe('<!DOCTYPE');
  });

  it('truncated-json sends half of the body as if it were complete', async () => {
    sandbox.fault({ match: {}, kind: 'truncated-json' });
    await expect(get(PATH)).rejects.toThrow(SyntaxError);
    expect(sandbox.requests).toMatchObject([{ status: 200 }]);
  });

  it('bad-json sends a malformed body as FHIR JSON', async () => {
    sandbox.fault({ match: {}, kind: 'bad-json' });
    await expect(get(PATH)).rejects.toThrow(SyntaxError);
    expect(sandbox.requests).toMatchObject([{ status: 200 }]);
  });

  it.each([
    [undefined, 200],
    [502, 502],
  ])('html sends an HTML page (status %s)', async (status, expected) => {
    sandbox.fault({ match: {}, kind: 'html', ...(status !== undefined && { status }) });
    const answer = await get(PATH);
    expect(answer.status).toBe(expected);
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(answer.text).toMatch(/^<!DOCTYPE html>/);
  });

  it('html sends a page as long as requested', async () => {
    sandbox.fault({ match: {}, kind: 'html', bytes: 3_000_000 });
    expect((await get(PATH)).text.length).toBeGreaterThan(3_000_000);
  });

  it('expired-token answers as for an expired access token', async () => {
    sandbox.fault({ match: {}, kind: 'expired-token' });
    expect(await get(PATH)).toMatchObject({ status: 401, text: '""' });
    expect(await get(PATH)).toMatchObject({ status: 200 });
  });

  it('xml sends XML although the client accepts JSON', async () => {
    sandbox.fault({ match: {}, kind: 'xml' });
    expect((await get(PATH)).headers.get('content-type')).toBe('application/fhir+xml; charset=utf-8');
  });

  it.each([
    [undefined, 200],
    [204, 204],
  ])('empty sends an empty response (status %s)', async (status, expected) => {
    sandbox.fault({ match: {}, kind: 'empty', ...(status !== undefined && { status }) });
    expect(await get(PATH)).toMatchObject({ status: expected, text: '' });
  });

  it.each([
    [undefined, 302],
    [308, 308],
  ])('redirect redirects (status %s)', async (status, expected) => {
    const location = 'https://elsewhere.example/';
    sandbox.fault({ match: {}, kind: 'redirect', location, ...(status !== undefined && { status }) });
    const answer = await get(PATH);
    expect([answer.status, answer.headers.get('location')]).toEqual([expected, location]);
  });

  it('json sends any body as FHIR JSON', async () => {
    sandbox.fault({ match: {}, kind: 'json', status: 422, body: { any: 1 }, headers: { 'X-Id': 'a' } });
    const answer = await get(PATH);
    expect(answer).toMatchObject({ status: 422, body: { any: 1 } });
    expect(answer.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(answer.headers.get('x-id')).toBe('a');
  });

  it('a fault also affects the token endpoint, which then issues no token', async () => {
    const assertion = await signAssertion(sandbox);
    sandbox.fault({ match: { operation: 'token' }, kind: 'empty', status: 500 });
    expect(await requestToken(sandbox, assertion)).toMatchObject({ status: 500 });
    expect(await requestToken(sandbox, assertion)).toMatchObject({ status: 200 });
  });
});

describe('the script of faults', () => {
  it('the first matching fault applies, as many times as it says', async () => {
    sandbox.fault({ match: { operation: 'search' }, kind: 'empty', status: 501 });
    sandbox.fault({ match: { operation: 'read' }, times: 2, kind: 'empty', status: 502 });
    sandbox.fault({ match: {}, kind: 'empty', status: 503 });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await get(PATH)).status);
    expect(statuses).toEqual([502, 502, 503, 200]);
  });

  it('a fault with times Infinity applies until clearFaults()', async () => {
    sandbox.fault({ match: {}, times: Infinity, kind: 'empty', status: 500 });
    expect(await get(PATH)).toMatchObject({ status: 500 });
    expect(await get(PATH)).toMatchObject({ status: 500 });
    sandbox.clearFaults();
    expect(await get(PATH)).toMatchObject({ status: 200 });
  });

  it('faults match by resource type, path and query', async () => {
    sandbox.fault({ match: { resourceType: 'Group' }, kind: 'empty', status: 500 });
    sandbox.fault({ match: { path: /Practitioner$/g }, kind: 'empty', status: 500 });
    sandbox.fault({ match: { query: /no-such-query/ }, kind: 'empty', status: 500 });
    expect(await get(PATH)).toMatchObject({ status: 200 });
    expect(await get('/Group/x')).toMatchObject({ status: 500 });
    expect(await get('/Practitioner?x')).toMatchObject({ status: 500 });
    expect(await get('/Patient?no-such-query')).toMatchObject({ status: 500 });
  });
});

describe('holds', () => {
  it('a hold keeps matching requests waiting until its release', async () => {
    const hold = sandbox.hold({ operation: 'read' });
    const answers = Promise.all([get(PATH), get(`/Patient/${DERRICK_LIN}`)]);
    await expect.poll(() => hold.arrived).toBe(2);
    expect(await get(`/Patient?_id=${CAMILA_LOPEZ}`)).toMatchObject({ status: 200 });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([null, null, 200]);
    hold.release();
    expect(await answers).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(await get(PATH)).toMatchObject({ status: 200 });
    expect(hold.arrived).toBe(2);
  });

  it('a held request gets the fault that was next on its arrival', async () => {
    sandbox.fault({ match: {}, kind: 'empty', status: 500 });
    const hold = sandbox.hold({});
    const answer = get(PATH);
    await expect.poll(() => hold.arrived).toBe(1);
    sandbox.clearFaults();
    hold.release();
    expect(await answer).toMatchObject({ status: 500 });
  });
});

describe('the request log', () => {
  it('the log has all requests in the order of arrival', async () => {
    await get(PATH, { 'X-Request-Id': 'r1' });
    await get(`/Patient?_id=${CAMILA_LOPEZ}&_count=1`);
    await get('/Patient?sessionID=1-00');
    await get('/metadata');
    await get('/.well-known/smart-configuration');
    await get('/nothing');
    const base = '/interconnect-sandbox-oauth/api/FHIR/R4';
    expect(sandbox.requests).toEqual([
      {
        method: 'GET',
        path: `${base}${PATH}`,
        query: '',
        status: 200,
        operation: 'read',
        resourceType: 'Patient',
        headers: having({ accept: 'application/fhir+json', 'x-request-id': 'r1' }),
        arrived: 2,
      },
      having({ operation: 'search', query: `_id=${CAMILA_LOPEZ}&_count=1`, arrived: 3 }),
      having({ operation: 'page', resourceType: 'Patient', status: 400 }),
      having({ operation: 'metadata', resourceType: null }),
      having({ operation: 'smart-configuration', resourceType: null }),
      having({ operation: 'other', resourceType: null, status: 404 }),
    ]);
  });

  it('clearRequests() empties the log', async () => {
    await get(PATH);
    sandbox.clearRequests();
    expect(sandbox.requests).toEqual([]);
  });
});

describe('close()', () => {
  it('close() ends hung and held connections', async () => {
    sandbox.fault({ match: {}, kind: 'hang' });
    const hung = get(PATH);
    await expect.poll(() => sandbox.requests.length).toBe(1);
    sandbox.hold({});
    const held = get(PATH);
    await expect.poll(() => sandbox.requests.length).toBe(2);
    const ends = Promise.allSettled([hung, held]);
    await sandbox.close();
    expect(await ends).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  });
});

describe('startSandbox()', () => {
  it('startSandbox() rejects if the port is taken', async () => {
    const port = Number(new URL(sandbox.origin).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

/** Returns what arrives before the end of the body, whether that is regular or not. */
async function readWhole(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body ?? []) chunks.push(chunk);
  } catch {
    return Buffer.concat(chunks).toString();
  }
  throw new Error('Expected the body to be cut, got all of it');
}
