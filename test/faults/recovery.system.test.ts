import dns from 'node:dns';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { at } from '../support/expected.ts';
import type { WireFault } from '../support/faulty-proxy.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { expectNoUncaughtErrors } from '../support/uncaught-errors.ts';
import { CALLERS } from '../support/many-callers.ts';
import { publicKeyOf } from '../support/public-key.ts';
import * as wire from '../support/wire-faults.ts';
import {
  RECORDS,
  startFaultHarness,
  TEST_MS,
  type GatewayUnderTest,
  type FaultHarness,
} from './fault-harness.ts';

vi.setConfig({ testTimeout: TEST_MS });

const TOKEN = /\/oauth2\/token$/;
/** For faults that only a timeout ends. A busy machine needs a long OPERATION_TIMEOUT_MS, so that some caller receives the code. */
const SHORT_TIMEOUT = { limits: { timeoutMs: 1_500 } };

let harness: FaultHarness;

expectNoUncaughtErrors();

beforeAll(async () => {
  harness = await startFaultHarness();
});

afterAll(() => harness.close());

/** Returns the error codes of all 50 callers, and expects none of them to be served. */
async function codesOfAll(subject: GatewayUnderTest): Promise<string[]> {
  const { answers, codes } = await harness.callers.queryAtOnce(subject.gateway);
  expect(answers.filter(({ errors }) => errors === undefined)).toEqual([]);
  return [...codes].toSorted((one, other) => one.localeCompare(other));
}

describe('a gateway whose FHIR server fails', () => {
  it('recovers when the FHIR server accepted no connection', async () => {
    const subject = await harness.start();
    subject.front.failConnections((socket) => socket.resetAndDestroy());
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_UNAVAILABLE']);
    await subject.front.recover();
    await harness.expectRecovery(subject);
  });

  it('recovers when the FHIR server accepted connections but sent nothing', async () => {
    const subject = await harness.start(SHORT_TIMEOUT);
    subject.front.failConnections((socket) => socket.resume());
    expect(await codesOfAll(subject)).toContain('UPSTREAM_TIMEOUT');
    await subject.front.recover();
    await harness.expectRecovery(subject);
  });

  it('recovers when the FHIR server restarts without its issued tokens', async () => {
    const first = await startSandbox();
    const subject = await harness.start({}, first);
    await subject.front.stopListening();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_UNAVAILABLE']);
    await first.close();
    const second = await startSandbox({
      port: Number(new URL(first.origin).port),
      clients: [{ clientId: first.credentials.clientId, keys: [await publicKeyOf(first.credentials)] }],
    });
    await subject.front.recover(second);
    await harness.expectRecovery(subject);
    await second.close();
  });

  it('recovers when the name of the FHIR server could not be resolved', async () => {
    const names = replaceDns();
    const { front } = await harness.start();
    const baseUrl = front.baseUrl.replace('127.0.0.1', 'epic.test');
    const subject = await harness.start({ connection: { baseUrl, tokenUrl: front.tokenUrl } });
    names.lose();
    front.failConnections((socket) => socket.destroy());
    await front.recover();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_UNAVAILABLE']);
    names.find();
    await harness.expectRecovery(subject);
    names.restore();
    await front.close();
  });
});

const TOKEN_FAULTS: readonly (readonly [what: string, fault: WireFault, codes: readonly ErrorCode[]])[] = [
  ['resets the connection', wire.reset('after the request'), ['UPSTREAM_UNAVAILABLE']],
  ['resets in the middle of the body', wire.reset('amid the body'), ['UPSTREAM_UNAVAILABLE']],
  ['hangs', wire.hang('after the request'), ['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']],
  ['sends its response slowly', wire.trickleBody, ['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']],
  ['answers 429', wire.sendStatus(429), ['UPSTREAM_RATE_LIMITED', 'UPSTREAM_UNAVAILABLE']],
  ['answers 500', wire.sendStatus(500), ['UPSTREAM_UNAVAILABLE']],
  ['answers 503', wire.sendStatus(503), ['UPSTREAM_UNAVAILABLE']],
  ['sends HTML with 200', wire.sendStatus(200), ['UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_UNAVAILABLE']],
  [
    'sends JSON without a token',
    wire.sendBody('{"token":"x"}'),
    ['UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_UNAVAILABLE'],
  ],
  ['refuses the client', wire.refuseClient, ['UPSTREAM_AUTHENTICATION_FAILED']],
];

describe('a gateway whose token has expired and whose token endpoint fails', () => {
  it.each(TOKEN_FAULTS)(
    'returns error codes in time and sends few token requests when the endpoint %s',
    async (_what, fault, codes) => {
      const subject = await harness.start(SHORT_TIMEOUT);
      let tokenRequests = 0;
      subject.front.fail(TOKEN, (exchange) => {
        tokenRequests += 1;
        return fault(exchange);
      });
      harness.sandbox.expireTokens();
      const received = await codesOfAll(subject);
      expect(received).toContain(codes[0]);
      expect(received.filter((code) => ![...codes, 'OPERATION_TIMEOUT'].includes(code))).toEqual([]);
      expect(tokenRequests).toBeLessThanOrEqual(12);
      await subject.front.recover();
      await harness.expectRecovery(subject);
    },
  );

  it('serves all callers with one token when the token endpoint is slow', async () => {
    const subject = await harness.start();
    let tokenRequests = 0;
    subject.front.fail(TOKEN, async (exchange) => {
      tokenRequests += 1;
      const { status, headers, body } = await exchange.answer();
      await delay(300);
      exchange.response.writeHead(status, headers).end(body);
    });
    harness.sandbox.expireTokens();
    expect([...(await harness.callers.queryAtOnce(subject.gateway)).codes]).toEqual([]);
    expect(tokenRequests).toBe(1);
    await harness.expectRecovery(subject);
  });

  it('recovers when the token endpoint has lost and regained the public key', async () => {
    const behind = await startSandbox();
    const { clientId } = behind.credentials;
    const subject = await harness.start({}, behind);
    const other = await publicKeyOf(harness.sandbox.credentials);
    behind.registerClient({ clientId, keys: [other] });
    behind.expireTokens();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_AUTHENTICATION_FAILED']);
    behind.registerClient({ clientId, keys: [await publicKeyOf(behind.credentials)] });
    await harness.expectRecovery(subject);
    await behind.close();
  });

  it('recovers when its clock was ten minutes ahead of the token endpoint', async () => {
    let skewMs = 0;
    const subject = await harness.start({
      callers: harness.provider.tokenVerification({ clockToleranceSeconds: 3_600 }),
      now: () => Date.now() + skewMs,
    });
    skewMs = 600_000;
    harness.sandbox.expireTokens();
    expect(await codesOfAll(subject)).toEqual(['UPSTREAM_AUTHENTICATION_FAILED']);
    skewMs = 0;
    await harness.expectRecovery(subject);
  });
});

describe('a gateway whose FHIR server is down', () => {
  it('opens its circuits: later callers fail at once, and /readyz reports them', async () => {
    const subject = await harness.start();
    subject.front.fail(RECORDS, wire.sendStatus(500));
    const rounds: { readonly requests: number; readonly failedFast: number }[] = [];
    for (let count = 0; count < 4; count += 1) {
      const before = subject.front.requests;
      const { answers } = await harness.callers.queryAtOnce(subject.gateway);
      const failedFast = answers.filter(({ errors = [] }) =>
        errors.every(({ message }) => message.startsWith('The circuit breaker for ')),
      );
      rounds.push({ requests: subject.front.requests - before, failedFast: failedFast.length });
    }
    const [first, ...later] = rounds;
    // A half-open circuit lets a trial request through, which can fall into any of the rounds.
    expect(Math.min(...later.map(({ requests }) => requests))).toBeLessThan((first?.requests ?? 0) / 3);
    expect(Math.max(...later.map((round) => round.failedFast))).toBeGreaterThan(CALLERS / 2);
    const ready = await subject.gateway.http.get('/readyz');
    expect(at(ready, 'body', 'circuits', 'search')).toMatch(/^(open|half-open)$/);
    await subject.front.recover();
    await harness.expectRecovery(subject);
  });
});

describe('a gateway whose issuer is down', () => {
  it('authenticates callers with the cached keys of the issuer', async () => {
    const provider = await startIdentityProvider();
    const { front, gateway } = await harness.start({ callers: provider.tokenVerification() });
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

type LookupCallback = (error: Error | null, ...found: readonly unknown[]) => void;

/** Replaces `dns.lookup`: resolves every name to 127.0.0.1, or none. */
function replaceDns(): { lose(): void; find(): void; restore(): void } {
  const system: unknown = Reflect.get(dns, 'lookup');
  let isLost = false;
  Reflect.set(
    dns,
    'lookup',
    (host: string, { all = false }: { readonly all?: boolean }, done: LookupCallback) => {
      if (isLost) done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
      else if (all) done(null, [{ address: '127.0.0.1', family: 4 }]);
      else done(null, '127.0.0.1', 4);
    },
  );
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
