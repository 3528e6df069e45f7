/** One healthy sandbox, the callers, and for each fault a gateway of its own behind a front that can fail. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Fault, type FaultyFront, startFaultyFront } from '../support/faulty-front.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type Callers, gatherCallers } from '../support/many-callers.ts';

/** EPIC_TIMEOUT_MS and OPERATION_TIMEOUT_MS: enough for 50 callers in one process with their server, on a busy machine. */
const TIMEOUT_MS = 10_000;
const OPERATION_MS = 20_000;
/** Within which all has to be well again: the longest circuit stays open for 5 s. */
const RECOVERY_MS = 30_000;
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
  readonly operationMs?: number;
  /** It is not tried in all records at once, which would take a whole core, or one pause after the other. */
  readonly inPartOnly?: boolean;
}

export interface Surroundings {
  readonly sandbox: Sandbox;
  readonly provider: IdentityProvider;
  readonly callers: Callers;
  /** A gateway that has a token, and knows what its server can do; of another sandbox than that of all, where one is given. */
  readonly begin: (options?: GatewayOptions, behind?: Sandbox) => Promise<Subject>;
  /** Expects that it gets well by itself, in the time of other tests; see `recovered`. */
  readonly expectRecovery: (subject: Subject, name: string) => void;
  /** Waits for all that were to get well. What is wrong with them: nothing where each has, in good time, and left no connection open. */
  recovered(): Promise<string[]>;
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
  const recoveries: Promise<string[]>[] = [];

  const recovery = async (subject: Subject, name: string): Promise<string[]> => {
    const { front, gateway } = subject;
    const problems: string[] = [];
    const started = performance.now();
    while (!(await callers.areWellServed(gateway))) {
      if (performance.now() - started > RECOVERY_MS) {
        problems.push(`${name}: not well again within ${RECOVERY_MS} ms`);
        break;
      }
      await delay(200);
    }
    if (front.openSockets > MAX_CONCURRENCY + 1)
      problems.push(`${name}: ${front.openSockets} connections are open when nothing is under way`);
    const left = await end(subject);
    if (left > 0) problems.push(`${name}: ${left} connections outlive their gateway`);
    return problems;
  };

  return {
    sandbox,
    provider,
    callers,
    begin,
    expectRecovery: (subject, name) => void recoveries.push(recovery(subject, name)),
    recovered: async () => (await Promise.all(recoveries)).flat(),
    async close() {
      await provider.close();
      await sandbox.close();
    },
  };
}

/** How many connections outlive their gateway, some time after its end. */
export async function end({ front, gateway }: Subject): Promise<number> {
  await gateway.close();
  for (let waited = 0; front.openSockets > 0 && waited < 2_000; waited += 20) await delay(20);
  const left = front.openSockets;
  await front.close();
  return left;
}

/**
 * 50 callers of a server that fails first in one type of record alone, and then in all: they are told so, in time, and keep what is well;
 * then it is well again, and so is what they are answered.
 * @returns the codes that came while one type failed
 */
export async function codesBorne(
  { begin, callers, expectRecovery }: Surroundings,
  { name, fault, code, timeoutMs = TIMEOUT_MS, operationMs = OPERATION_MS, inPartOnly = false }: FaultRow,
): Promise<ReadonlySet<string>> {
  const subject = await begin({
    limits: { timeoutMs, binaryTimeoutMs: timeoutMs },
    server: { operationTimeoutMs: operationMs },
  });
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
  expectRecovery(subject, name);
  return partly.codes;
}

/** That no codes came but this one, and those that a fault may bring along. */
function expectNoOthers(came: ReadonlySet<string>, due: ErrorCode): void {
  expect([...came].filter((code) => ![due, ...BESIDES].some((known) => known === code))).toEqual([]);
}
