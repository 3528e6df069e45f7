/** One healthy sandbox, the callers, and for each fault a gateway of its own behind a front that can fail. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { expect, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { type Fault, type FaultyFront, startFaultyFront } from '../support/faulty-front.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type Callers, gatherCallers } from '../support/many-callers.ts';
import { PATIENCE } from '../support/patience.ts';

/** EPIC_TIMEOUT_MS and OPERATION_TIMEOUT_MS: enough for 50 callers in one process with their server, on a busy machine. */
const TIMEOUT_MS = 10_000;
const OPERATION_MS = 20_000;
/** The longest circuit stays open for 5 s; a busy machine takes longer to serve 50 callers. */
const RECOVERY = { timeout: 30_000, interval: 200 };
const MAX_CONCURRENCY = 8;

export const OBSERVATIONS = /\/Observation\?/;
/** All of the FHIR API but what was learnt at the start. */
export const RECORDS = /\/R4\/[A-Z]/;

/** What may be told besides: a circuit is open, the operation's time is up, or the queue is full. */
const BESIDES: readonly ErrorCode[] = ['UPSTREAM_UNAVAILABLE', 'OPERATION_TIMEOUT'];

export interface Subject {
  readonly front: FaultyFront;
  readonly gateway: Gateway;
}

/** A row of a table of faults. */
export interface FaultRow {
  /** What the server does, in words. */
  readonly name: string;
  readonly fault: Fault;
  /** What its callers are told. */
  readonly code: ErrorCode;
  /** Where telling takes longer than usual. */
  readonly timeoutMs?: number;
  /** It is not tried in all records at once, which would take a whole core, or one pause after the other. */
  readonly inPartOnly?: boolean;
}

export interface Surroundings {
  readonly sandbox: Sandbox;
  readonly provider: IdentityProvider;
  readonly callers: Callers;
  /** A gateway that has a token, and knows what its server can do; of another sandbox than that of all, where one is given. */
  readonly begin: (options?: GatewayOptions, behind?: Sandbox) => Promise<Subject>;
  /** Waits until the gateway serves all callers again, without a restart; then expects that few connections are open, and none after its end. */
  readonly expectRecovery: (subject: Subject) => Promise<void>;
  close(): Promise<void>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const sandbox = await startSandbox();
  const provider = await startIdentityProvider();
  const begin = async (options: GatewayOptions = {}, behind: Sandbox = sandbox): Promise<Subject> => {
    const front = await startFaultyFront(behind);
    const gateway = await startGateway(front, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      callers: provider.checks(),
      ...options,
      connection: { tokenAudience: front.tokenAudience, ...options.connection },
      limits: { timeoutMs: TIMEOUT_MS, maxConcurrency: MAX_CONCURRENCY, ...options.limits },
      server: { operationTimeoutMs: OPERATION_MS, ...options.server },
    });
    await gateway.client.probe();
    return { front, gateway };
  };
  const calm = await begin();
  const callers = await gatherCallers(calm.gateway, provider);
  await end(calm);

  const expectRecovery = async (subject: Subject): Promise<void> => {
    await vi.waitUntil(() => callers.areWellServed(subject.gateway), RECOVERY);
    expect(subject.front.openSockets).toBeLessThanOrEqual(MAX_CONCURRENCY + 1);
    await end(subject);
  };

  return {
    sandbox,
    provider,
    callers,
    begin,
    expectRecovery,
    async close() {
      await provider.close();
      await sandbox.close();
    },
  };
}

/** Closes the gateway, and waits until it has closed its connections. */
export async function end({ front, gateway }: Subject): Promise<void> {
  await gateway.close();
  await vi.waitUntil(() => front.openSockets === 0, PATIENCE);
  await front.close();
}

/**
 * 50 callers of a server that fails first in one type of record alone, and then in all: they are told so, in time, and keep what is well;
 * then it is well again, and so is what they are answered.
 * @returns the codes that came while one type failed
 */
export async function codesBorne(
  { begin, callers, expectRecovery }: Surroundings,
  { fault, code, timeoutMs = TIMEOUT_MS, inPartOnly = false }: FaultRow,
): Promise<ReadonlySet<string>> {
  const subject = await begin({ limits: { timeoutMs, binaryTimeoutMs: timeoutMs } });
  subject.front.fail(OBSERVATIONS, fault);
  const partly = await callers.ask(subject.gateway);
  expectNoOthers(partly.codes, code);
  expect(partly.failed).toEqual(new Set(['labResults', 'vitalSigns']));

  if (!inPartOnly) {
    subject.front.fail(RECORDS, fault);
    const wholly = await callers.ask(subject.gateway);
    expectNoOthers(wholly.codes, code);
    expect(wholly.answers.filter(({ errors }) => errors === undefined)).toEqual([]);
  }
  await subject.front.recover();
  await expectRecovery(subject);
  return partly.codes;
}

/** That no codes came but this one, and those that a fault may bring along. */
function expectNoOthers(came: ReadonlySet<string>, due: ErrorCode): void {
  expect([...came].filter((code) => ![due, ...BESIDES].some((known) => known === code))).toEqual([]);
}
