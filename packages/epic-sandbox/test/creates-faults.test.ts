import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../src/faults.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { type Post, signInToWrite } from './support/client.ts';
import { HEART_RATE, NOTE } from '../src/data/new-resources.ts';

const CREATE = { operation: 'create' } as const;

/** Faults that replace the response, with the result that the client sees. */
const REPLACED: [name: string, fault: FaultKind, result: number | string][] = [
  ['a connection that is cut', { kind: 'cut' }, 'fetch failed'],
  ['a 500', { kind: 'status', status: 500 }, 500],
  ['an error page of a proxy', { kind: 'html', status: 502 }, 502],
  ['an outcome', { kind: 'json', status: 400, body: { resourceType: 'OperationOutcome' } }, 400],
  ['nothing', { kind: 'empty' }, 200],
  ['a redirect', { kind: 'redirect', location: '/elsewhere', status: 307 }, 307],
  ['an expired token', { kind: 'expired-token' }, 401],
];

let sandbox: Sandbox;
let post: Post;

beforeEach(async () => {
  sandbox = await startSandbox();
  post = await signInToWrite(sandbox);
});

afterEach(() => sandbox.close());

/** Returns the status, or the error message if there was no response. */
async function resultOf(sent: Promise<{ status: number }>): Promise<number | string> {
  try {
    return (await sent).status;
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
}

describe('a fault that replaces the response to a create', () => {
  it.each(REPLACED)('a fault prevents the create: %s', async (_name, fault, result) => {
    sandbox.fault({ match: CREATE, ...fault });
    expect(await resultOf(post('Observation', HEART_RATE))).toBe(result);
    expect(sandbox.created).toEqual([]);
    expect(await post('Observation', HEART_RATE)).toMatchObject({ status: 201 });
  });

  it.each(REPLACED)(
    'a fault with carriedOut lets the create happen first: %s',
    async (_name, fault, result) => {
      sandbox.fault({ match: CREATE, carriedOut: true, ...fault });
      expect(await resultOf(post('Observation', HEART_RATE))).toBe(result);
      expect(sandbox.created).toHaveLength(1);
      expect(await post('Observation', HEART_RATE)).toMatchObject({ status: 400 });
    },
  );

  it('a hang prevents the create', async () => {
    sandbox.fault({ match: CREATE, kind: 'hang' });
    const abort = new AbortController();
    const sent = post('Observation', HEART_RATE, {}, abort.signal);
    await expect.poll(() => sandbox.requests.at(-1)?.operation).toBe('create');
    abort.abort();
    await expect(sent).rejects.toThrow('aborted');
    expect(await post('Observation', HEART_RATE)).toMatchObject({ status: 201 });
    expect(sandbox.created).toHaveLength(1);
  });

  it('a hang with carriedOut lets the create happen first', async () => {
    sandbox.fault({ match: CREATE, kind: 'hang', carriedOut: true });
    const abort = new AbortController();
    const sent = post('Observation', HEART_RATE, {}, abort.signal);
    await expect.poll(() => sandbox.created.length).toBe(1);
    abort.abort();
    await expect(sent).rejects.toThrow('aborted');
    expect(sandbox.requests.at(-1)).toMatchObject({ operation: 'create', status: null });
  });

  it('a fault that alters the response lets the create happen once', async () => {
    for (const kind of ['truncated-json', 'xml'] as const) {
      sandbox.fault({ match: CREATE, carriedOut: true, kind });
      await post('DocumentReference', NOTE);
    }
    sandbox.fault({ match: CREATE, carriedOut: true, kind: 'cut', afterBytes: 10 });
    await expect(post('DocumentReference', NOTE, { Prefer: 'return=representation' })).rejects.toThrow(
      'terminated',
    );
    expect(sandbox.created).toHaveLength(3);
  });

  it("a skipped create's body is not read", async () => {
    sandbox.fault({ match: CREATE, kind: 'cut' });
    const large = 'x'.repeat(20_000_000);
    await expect(post('Observation', large)).rejects.toThrow('fetch failed');
    expect(sandbox.requests.at(-1)).toMatchObject({ operation: 'create', status: null });
  });
});

describe('a hold on a create', () => {
  it('a hold prevents the create until it is released', async () => {
    const hold = sandbox.hold(CREATE);
    const sent = post('Observation', HEART_RATE);
    await expect.poll(() => hold.arrived).toBe(1);
    expect(sandbox.created).toEqual([]);
    hold.release();
    expect(await sent).toMatchObject({ status: 201 });
    expect(sandbox.created).toHaveLength(1);
  });

  it('a hold with carried-out delays only the response', async () => {
    const hold = sandbox.hold(CREATE, 'carried-out');
    let isAnswered = false;
    const sent = post('Observation', HEART_RATE).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => hold.arrived).toBe(1);
    expect(sandbox.created).toHaveLength(1);
    expect(isAnswered).toBe(false);
    hold.release();
    expect(await sent).toMatchObject({ status: 201 });
  });

  it('a stored resource stays if the client disconnects during a hold', async () => {
    const hold = sandbox.hold(CREATE, 'carried-out');
    const abort = new AbortController();
    const sent = post('Observation', HEART_RATE, {}, abort.signal);
    await expect.poll(() => hold.arrived).toBe(1);
    abort.abort();
    await expect(sent).rejects.toThrow('aborted');
    hold.release();
    expect(await post('Observation', HEART_RATE)).toMatchObject({ status: 400 });
    expect(sandbox.created).toHaveLength(1);
  });
});

describe('a client that disconnects in the middle of its body', () => {
  it('a create with an incomplete body stores nothing', async () => {
    const abort = new AbortController();
    const body = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(new TextEncoder().encode(JSON.stringify(HEART_RATE).slice(0, 50)));
        return new Promise(() => {});
      },
    });
    sandbox.clearRequests();
    const sent = fetch(`${sandbox.baseUrl}/Observation`, {
      method: 'POST',
      body,
      duplex: 'half',
      signal: abort.signal,
      headers: { 'Content-Type': 'application/fhir+json' },
    });
    await expect.poll(() => sandbox.requests.length).toBe(1);
    abort.abort();
    await expect(sent).rejects.toThrow('aborted');
    expect(await post('Observation', HEART_RATE)).toMatchObject({ status: 201 });
    expect(sandbox.requests[0]).toMatchObject({ status: null });
    expect(sandbox.created).toHaveLength(1);
  });
});
