/** One healthy sandbox and 50 callers. Each fault gets a gateway of its own, whose FHIR server is a proxy that can fail. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { expect, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { type WireFault, type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type Callers, createCallers } from '../support/many-callers.ts';
import { PATIENCE, RECOVERY } from '../support/patience.ts';

/** EPIC_TIMEOUT_MS and OPERATION_TIMEOUT_MS: long enough for 50 callers and the FHIR server in one process on a busy machine. */
const TIMEOUT_MS = 10_000;
const OPERATION_MS = 20_000;
/** The limit of a test: longer than two rounds of callers, a recovery and the end of all connections may take. */
export const TEST_MS = 180_000;
const MAX_CONCURRENCY = 8;

export const OBSERVATIONS = /\/Observation\?/;
/** Every path of the FHIR API with a resource type; not /metadata, which the gateway reads at the start. */
export const RECORDS = /\/R4\/[A-Z]/;

/** Codes that may accompany the code of any fault: a circuit is open, the queue is full, or the operation has reached its deadline. */
const ALSO_ALLOWED: readonly ErrorCode[] = ['UPSTREAM_UNAVAILABLE', 'OPERATION_TIMEOUT'];

export interface GatewayUnderTest {
  readonly front: FaultyProxy;
  readonly gateway: Gateway;
}

/** A row of a table of faults. */
export interface FaultRow {
  /** Completes the sentence "a FHIR server that …". */
  readonly name: string;
  readonly fault: WireFault;
  /** The error code that callers receive. */
  readonly code: ErrorCode;
  /** EPIC_TIMEOUT_MS, if the default is too short or too long to detect the fault. */
  readonly timeoutMs?: number;
  /** Skips the failure of all types at once, which would take one pause after another. */
  readonly skipsTotalFailure?: boolean;
}

export interface FaultHarness {
  readonly sandbox: Sandbox;
  readonly provider: IdentityProvider;
  readonly callers: Callers;
  /** Starts a gateway that has its token and the CapabilityStatement. @param behind its sandbox, if not the common one */
  readonly start: (options?: GatewayOptions, behind?: Sandbox) => Promise<GatewayUnderTest>;
  /** Waits until the gateway serves all callers again without a restart; then expects few open connections, and none after it has closed. */
  readonly expectRecovery: (subject: GatewayUnderTest) => Promise<void>;
  close(): Promise<void>;
}

export async function startFaultHarness(): Promise<FaultHarness> {
  const sandbox = await startSandbox();
  const provider = await startIdentityProvider();
  const start = async (
    options: GatewayOptions = {},
    behind: Sandbox = sandbox,
  ): Promise<GatewayUnderTest> => {
    const front = await startFaultyProxy(behind);
    const gateway = await startGateway(front, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      callers: provider.tokenVerification(),
      ...options,
      connection: { tokenAudience: front.tokenAudience, ...options.connection },
      limits: { timeoutMs: TIMEOUT_MS, maxConcurrency: MAX_CONCURRENCY, ...options.limits },
      server: { operationTimeoutMs: OPERATION_MS, ...options.server },
    });
    await gateway.client.probe();
    return { front, gateway };
  };
  const healthy = await start();
  const callers = await createCallers(healthy.gateway, provider);
  await closeSubject(healthy);

  const expectRecovery = async (subject: GatewayUnderTest): Promise<void> => {
    await vi.waitUntil(() => callers.areServedAsUsual(subject.gateway), RECOVERY);
    expect(subject.front.openSockets).toBeLessThanOrEqual(MAX_CONCURRENCY + 1);
    await closeSubject(subject);
  };

  return {
    sandbox,
    provider,
    callers,
    start,
    expectRecovery,
    async close() {
      await provider.close();
      await sandbox.close();
    },
  };
}

/** Closes the gateway and waits until its connections are closed. */
export async function closeSubject({ front, gateway }: GatewayUnderTest): Promise<void> {
  await gateway.close();
  await vi.waitUntil(() => front.openSockets === 0, PATIENCE);
  await front.close();
}

/**
 * Runs 50 callers while the FHIR server fails first for one type and then for all. Expects only the codes of the fault, data of the
 * healthy types, and a recovery afterwards.
 * @returns the error codes while one type failed
 */
export async function runFault(
  { start, callers, expectRecovery }: FaultHarness,
  { fault, code, timeoutMs = TIMEOUT_MS, skipsTotalFailure = false }: FaultRow,
): Promise<ReadonlySet<string>> {
  const subject = await start({ limits: { timeoutMs, binaryTimeoutMs: timeoutMs } });
  subject.front.fail(OBSERVATIONS, fault);
  const partial = await callers.queryAtOnce(subject.gateway);
  expectOnly(partial.codes, code);
  expect(partial.failed).toEqual(new Set(['labResults', 'vitalSigns']));

  if (!skipsTotalFailure) {
    subject.front.fail(RECORDS, fault);
    const total = await callers.queryAtOnce(subject.gateway);
    expectOnly(total.codes, code);
    expect(total.answers.filter(({ errors }) => errors === undefined)).toEqual([]);
  }
  await subject.front.recover();
  await expectRecovery(subject);
  return partial.codes;
}

/** Expects no codes except this one and those that may accompany any fault. */
function expectOnly(codes: ReadonlySet<string>, expected: ErrorCode): void {
  expect([...codes].filter((code) => ![expected, ...ALSO_ALLOWED].some((known) => known === code))).toEqual(
    [],
  );
}
