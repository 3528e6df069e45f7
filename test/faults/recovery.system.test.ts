import dns from 'node:dns';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { at } from '../support/expected.ts';
import type { Fault } from '../support/faulty-front.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { expectNoLooseErrors } from '../support/loose-ends.ts';
import { CALLERS } from '../support/many-callers.ts';
import { publicKeyOf } from '../support/public-key.ts';
import * as wire from '../support/wire-faults.ts';
import { RECORDS, startSurroundings, type Subject, type Surroundings } from './surroundings.ts';

vi.setConfig({ testTimeout: 60_000 });

const TOKEN = /\/oauth2\/token$/;
/** For what is waited for. */
const BRIEFLY = { limits: { timeoutMs: 1_500 }, server: { operationTimeoutMs: 4_000 } };

let around: Surroundings;

expectNoLooseErrors();

beforeAll(async () => {
  around = await startSurroundings();
});

afterAll(() => around.close());

/** What all 50 are told, none of whom is served. */
async function codesOfAll(subject: Subject): Promise<string[]> {
  const { answers, codes } = await around.callers.ask(subject.gateway);
  expect(answers.filter(({ errors }) => errors === undefined)).toEqual([]);
  return [...codes].toSorted((one, other) => one.localeCompare(other));
}

describe('50 callers of a server that', () => {
  it('resets each connection as it is made', async () => {
    const subject = await around.begin();
    subject.front.failConnections((socket) => socket.resetAndDestroy());
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_UNAVAILABLE']);
    await subject.front.recover();
    await around.expectRecovery(subject);
  });

  it('takes connections and says nothing', async () => {
    const subject = await around.begin(BRIEFLY);
    subject.front.failConnections((socket) => socket.resume());
    expect(await codesOfAll(subject)).toContain('UPSTREAM_TIMEOUT');
    await subject.front.recover();
    await around.expectRecovery(subject);
  });

  it('is gone, and comes back without the tokens that it gave out', async () => {
    const first = await startSandbox();
    const subject = await around.begin({}, first);
    await subject.front.goAway();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_UNAVAILABLE']);
    await first.close();
    const second = await startSandbox({
      port: Number(new URL(first.origin).port),
      clients: [{ clientId: first.credentials.clientId, keys: [await publicKeyOf(first.credentials)] }],
    });
    await subject.front.recover(second);
    await around.expectRecovery(subject);
    await second.close();
  });

  it('has a name that is not found for a while', async () => {
    const names = ownNames();
    const { front } = await around.begin();
    const baseUrl = front.baseUrl.replace('127.0.0.1', 'epic.test');
    const subject = await around.begin({ connection: { baseUrl, tokenUrl: front.tokenUrl } });
    names.lose();
    front.failConnections((socket) => socket.destroy());
    await front.recover();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_UNAVAILABLE']);
    names.find();
    await around.expectRecovery(subject);
    names.restore();
    await front.close();
  });
});

const TOKEN_FAULTS: readonly (readonly [what: string, fault: Fault, codes: readonly ErrorCode[]])[] = [
  ['resets the connection', wire.resets('after the request'), ['UPSTREAM_UNAVAILABLE']],
  ['breaks off', wire.resets('amid the body'), ['UPSTREAM_UNAVAILABLE']],
  ['hangs', wire.hangs('after the request'), ['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']],
  ['trickles', wire.trickles, ['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']],
  ['answers 429', wire.answersWith(429), ['UPSTREAM_RATE_LIMITED', 'UPSTREAM_UNAVAILABLE']],
  ['answers 500', wire.answersWith(500), ['UPSTREAM_UNAVAILABLE']],
  ['answers 503', wire.answersWith(503), ['UPSTREAM_UNAVAILABLE']],
  ['sends HTML with 200', wire.answersWith(200), ['UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_UNAVAILABLE']],
  [
    'sends JSON of another kind',
    wire.says('{"token":"x"}'),
    ['UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_UNAVAILABLE'],
  ],
  ['refuses', wire.refusesTheClient, ['UPSTREAM_AUTHENTICATION_FAILED']],
];

describe('50 callers, when the token has ended and the token endpoint', () => {
  it.each(TOKEN_FAULTS)('%s: are told so in time, by few requests', async (_what, fault, codes) => {
    const subject = await around.begin(BRIEFLY);
    let asked = 0;
    subject.front.fail(TOKEN, (exchange) => {
      asked += 1;
      return fault(exchange);
    });
    around.sandbox.expireTokens();
    const came = await codesOfAll(subject);
    expect(came).toContain(codes[0]);
    expect(came.filter((code) => ![...codes, 'OPERATION_TIMEOUT'].includes(code))).toEqual([]);
    expect(asked).toBeLessThanOrEqual(12);
    await subject.front.recover();
    await around.expectRecovery(subject);
  });

  it('is slow: are served all the same, by one token', async () => {
    const subject = await around.begin();
    let asked = 0;
    subject.front.fail(TOKEN, async (exchange) => {
      asked += 1;
      const { status, headers, body } = await exchange.answer();
      await delay(300);
      exchange.response.writeHead(status, headers).end(body);
    });
    around.sandbox.expireTokens();
    expect([...(await around.callers.ask(subject.gateway)).codes]).toEqual([]);
    expect(asked).toBe(1);
    await around.expectRecovery(subject);
  });

  it('does not know the key of the gateway any more, until it does again', async () => {
    const behind = await startSandbox();
    const { clientId } = behind.credentials;
    const subject = await around.begin({}, behind);
    const other = await publicKeyOf(around.sandbox.credentials);
    behind.registerClient({ clientId, keys: [other] });
    behind.expireTokens();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_AUTHENTICATION_FAILED']);
    behind.registerClient({ clientId, keys: [await publicKeyOf(behind.credentials)] });
    await around.expectRecovery(subject);
    await behind.close();
  });

  it('has a clock ten minutes behind that of the gateway', async () => {
    let skewMs = 0;
    const subject = await around.begin({
      callers: around.provider.checks({ clockToleranceSeconds: 3_600 }),
      now: () => Date.now() + skewMs,
    });
    skewMs = 600_000;
    around.sandbox.expireTokens();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_AUTHENTICATION_FAILED']);
    skewMs = 0;
    await around.expectRecovery(subject);
  });
});

describe('a server that is down', () => {
  it('is left alone: later callers are told at once, and readiness says so', async () => {
    const subject = await around.begin();
    subject.front.fail(RECORDS, wire.answersWith(500));
    const rounds: { readonly requests: number; readonly spared: number }[] = [];
    for (let count = 0; count < 4; count += 1) {
      const before = subject.front.requests;
      const { answers } = await around.callers.ask(subject.gateway);
      const spared = answers.filter(({ errors = [] }) =>
        errors.every(({ message }) => message.startsWith('The circuit breaker for ')),
      );
      rounds.push({ requests: subject.front.requests - before, spared: spared.length });
    }
    const [first, ...later] = rounds;
    // Each circuit lets a trial through now and then, which one of the rounds can meet.
    expect(Math.min(...later.map(({ requests }) => requests))).toBeLessThan((first?.requests ?? 0) / 3);
    expect(Math.max(...later.map(({ spared }) => spared))).toBeGreaterThan(CALLERS / 2);
    const ready = await subject.gateway.http.get('/readyz');
    expect(at(ready, 'body', 'circuits', 'search')).toMatch(/^(open|half-open)$/);
    await subject.front.recover();
    await around.expectRecovery(subject);
  });
});

describe('50 callers whose issuer', () => {
  it('is down are known by the keys that it had', async () => {
    const provider = await startIdentityProvider();
    const { front, gateway } = await around.begin({ callers: provider.checks() });
    const query = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
    const codesBy = async (): Promise<Set<string>> => {
      const bearers = await Promise.all(
        Array.from({ length: CALLERS }, (_, number) =>
          provider.bearer('system/*.rs', { subject: `user-${number}` }),
        ),
      );
      const answers = await Promise.all(
        bearers.map((authorization) => gateway.query(query, {}, { authorization })),
      );
      return new Set(answers.flatMap(({ errors = [] }) => errors.map(({ extensions: { code } }) => code)));
    };
    expect(await codesBy()).toEqual(new Set());
    provider.fail((response) => response.destroy());
    expect(await codesBy()).toEqual(new Set());
    await gateway.close();
    await front.close();
    await provider.close();
  });
});

describe('fault after fault', () => {
  it('leaves no memory taken, and no connection open', async () => {
    const behind = await startSandbox();
    const subject = await around.begin({ logLevel: 'error' }, behind);
    const faults = [wire.says('{"resourceType":'), wire.resets('amid the body')];
    const round = async (): Promise<number> => {
      for (const fault of faults) {
        subject.front.fail(RECORDS, fault);
        await around.callers.ask(subject.gateway);
      }
      behind.clearRequests();
      return heapMb();
    };
    for (let warmUp = 0; warmUp < 2; warmUp += 1) await round();
    const before = heapMb();
    const after = [await round(), await round(), await round()];
    expect(Math.min(...after) - before).toBeLessThan(3);
    await subject.front.recover();
    await around.expectRecovery(subject);
    await behind.close();
  });
});

/** Megabytes of the heap of this process that are in use. */
function heapMb(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, null, []);
  return process.memoryUsage().heapUsed / (1024 * 1024);
}

type Done = (error: Error | null, ...found: readonly unknown[]) => void;

/** The resolver of this process, which knows every name as that of this machine, or none. */
function ownNames(): { lose(): void; find(): void; restore(): void } {
  const system: unknown = Reflect.get(dns, 'lookup');
  let isLost = false;
  Reflect.set(dns, 'lookup', (host: string, { all = false }: { readonly all?: boolean }, done: Done) => {
    if (isLost) done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
    else if (all) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  });
  return {
    lose: () => {
      isLost = true;
    },
    find: () => {
      isLost = false;
    },
    restore: () => void Reflect.set(dns, 'lookup', system),
  };
}
