/** A panel in memory, over a FHIR server that answers when the test says so. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import type { Warning } from '../../src/epic/warnings.ts';
import { GatewayError } from '../../src/errors.ts';
import { isStored } from '../../src/fhir/resources.ts';
import { createMemoryPool } from '../../src/limits/memory-pool.ts';
import type { PanelMembers, Upstream } from '../../src/loaders/operation.ts';
import { createPanelMembers, type PanelMembersOptions } from '../../src/loaders/panel.ts';
import { startStopwatch, type Stopwatch } from '../../src/resilience/stopwatch.ts';
import { type Operations, startOperations } from './operation.ts';
import { borrowSandbox } from './sandbox.ts';

/** The default of PANEL_CACHE_SECONDS. */
export const CACHE_SECONDS = 15;
export const LIFETIME_MS = CACHE_SECONDS * 1000;
export const UNREACHABLE = new GatewayError('UPSTREAM_UNAVAILABLE', 'The FHIR server is unreachable.');
export const WARNING: Warning = { code: '59204', resourceType: 'Group', message: 'Some are missing.' };

/** A FHIR server that answers the reads of a Group when the test says so. */
interface PanelServer {
  /** The ids of the patients on the panel. */
  members: readonly string[];
  /** Answers with this error in place of the Group. */
  error: GatewayError | null;
  /** The period of each member. */
  period: Readonly<Record<string, string>> | undefined;
  warnings: readonly Warning[];
  /** How many requests it has received. */
  requests: number;
  /** Answers the requests that it has received so far, and resolves once the gateway has processed the answers. */
  answer(): Promise<void>;
  /** Answers only the latest of these requests. */
  answerLatest(): Promise<void>;
}

/** The clocks of the gateway. */
interface PanelClock {
  /** The system clock, in epoch milliseconds. */
  now: number;
  /** The monotonic clock. */
  elapsed: number;
  wait(ms: number): void;
  /** Sets the system clock back. */
  setBack(ms: number): void;
}

export interface StartedPanel {
  readonly server: PanelServer;
  readonly clock: PanelClock;
  readonly panel: PanelMembers;
  /** Reads as an operation would. */
  readonly read: (budget?: ReturnType<typeof createRequestBudget>) => ReturnType<PanelMembers['read']>;
}

interface PanelOptions extends Partial<PanelMembersOptions> {
  readonly isPanelOnly?: boolean;
  /** Whether an equal request in flight answers a read, as in the gateway. */
  readonly isCoalescing?: boolean;
}

type StartPanel = (options?: PanelOptions) => StartedPanel;

/** Returns a function that starts a panel with a server and clocks of its own. Call it while the tests are collected. */
export function usePanels(): StartPanel {
  let sandbox: Sandbox;
  let operations: Operations;
  beforeAll(async () => {
    sandbox = await borrowSandbox();
    operations = await startOperations(sandbox, { panel: { kind: 'group', id: 'eGroup' } });
  });
  afterAll(async () => {
    await operations.close();
    await sandbox.close();
  });
  return (options) => startPanel(operations, options);
}

function startPanel(
  operations: Operations,
  { isPanelOnly = false, isCoalescing = true, ...changes }: PanelOptions = {},
): StartedPanel {
  const { operation } = operations.begin();
  const clock: PanelClock = {
    now: Date.parse('2026-06-15T12:00:00Z'),
    elapsed: 0,
    wait(ms) {
      clock.now += ms;
      clock.elapsed += ms;
    },
    setBack(ms) {
      clock.now -= ms;
    },
  };
  const clocks = [() => clock.elapsed, () => clock.now];
  let waiting: (() => void)[] = [];
  let inFlight: { readonly group: Promise<unknown>; readonly age: Stopwatch } | null = null;
  const server: PanelServer = {
    members: ['a', 'b'],
    error: null,
    period: undefined,
    warnings: [],
    requests: 0,
    async answer() {
      const answered = waiting;
      waiting = [];
      for (const resolve of answered) resolve();
      await processed();
    },
    async answerLatest() {
      waiting.pop()?.();
      await processed();
    },
  };
  const send = async (): Promise<unknown> => {
    server.requests += 1;
    // The server reads the members when it receives the request.
    const { members, error, period } = server;
    await new Promise<void>((resolve) => waiting.push(resolve));
    inFlight = null;
    if (error !== null) throw error;
    const member = members.map((id) => ({ entity: { reference: `Patient/${id}` }, period }));
    return { resourceType: 'Group', id: 'eGroup', actual: true, member };
  };
  const reads: Upstream['client']['panelReads'] = {
    ...operation.client.panelReads,
    async read(type, _id, budget) {
      if (!budget.reserve()) throw new GatewayError('OPERATION_TOO_EXPENSIVE', 'The budget is exhausted.');
      const shared = isCoalescing ? inFlight : null;
      if (shared === null) budget.countRequest();
      else budget.release(shared.age);
      const request = shared ?? { age: startStopwatch(clocks), group: send() };
      inFlight = request;
      const group = await request.group;
      server.warnings.forEach(budget.warn);
      return isStored(group, type) ? group : null;
    },
  };
  const upstream = {
    ...operation,
    isPanelOnly,
    now: () => clock.now,
    client: { ...operation.client, panelReads: reads },
  };
  const options = {
    cacheSeconds: CACHE_SECONDS,
    memory: createMemoryPool(Infinity),
    site: undefined,
    monotonicClock: () => clock.elapsed,
  };
  const panel = createPanelMembers(upstream, { ...options, ...changes });
  return {
    server,
    clock,
    panel,
    read: (budget = createRequestBudget()) => panel.read({ ...upstream, budget }),
  };
}

let processing: Promise<void> | null = null;

/** Resolves once everything that has arrived is processed: no step waits for the next turn of the event loop. */
export function processed(): Promise<void> {
  // Two loops would wait for each other.
  processing ??= runTurns().finally(() => (processing = null));
  return processing;
}

async function runTurns(): Promise<void> {
  do await new Promise(setImmediate);
  while (process.getActiveResourcesInfo().includes('Immediate'));
}

/** Brings the panel into memory. */
export async function warm({ read, server }: StartedPanel): Promise<void> {
  const reading = read();
  await processed();
  await server.answer();
  await reading;
}
