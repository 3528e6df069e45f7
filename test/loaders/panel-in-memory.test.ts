import type { Sandbox } from 'epic-fhir-sandbox';
import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { GatewayError } from '../../src/errors.ts';
import { isStored } from '../../src/fhir/resources.ts';
import { createMemoryPool } from '../../src/limits/memory-pool.ts';
import type { PanelMembers, Upstream } from '../../src/loaders/operation.ts';
import { createPanelMembers, type PanelMembersOptions } from '../../src/loaders/panel.ts';
import type { Warning } from '../../src/epic/warnings.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
/** The default of PANEL_CACHE_SECONDS. */
const CACHE_SECONDS = 15;
const LIFETIME_MS = CACHE_SECONDS * 1000;
const UNREACHABLE = new GatewayError('UPSTREAM_UNAVAILABLE', 'The FHIR server is unreachable.');
const WARNING: Warning = { code: '59204', resourceType: 'Group', message: 'Some are missing.' };

let sandbox: Sandbox;
let operations: Operations;
let now: number;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  operations = await startOperations(sandbox, { panel: { kind: 'group', id: 'eGroup' } });
});

beforeEach(() => {
  now = NOON;
});

afterAll(async () => {
  await operations.close();
  await sandbox.close();
});

/** A FHIR server that answers the reads of a Group when the test says so. */
interface PanelServer {
  /** The ids of the patients on the panel. */
  members: readonly string[];
  /** Answers with this error in place of the Group. */
  error: GatewayError | null;
  warning: Warning | null;
  /** How many requests it has received. */
  requests: number;
  /** Answers the requests that it has received so far, and resolves once the gateway has processed the answers. */
  answer(): Promise<void>;
}

interface StartedPanel {
  readonly server: PanelServer;
  readonly panel: PanelMembers;
  /** Reads as an operation would. */
  readonly read: (budget?: ReturnType<typeof createRequestBudget>) => ReturnType<PanelMembers['read']>;
}

interface PanelOptions extends Partial<PanelMembersOptions> {
  readonly isPanelOnly?: boolean;
  /** Whether an equal request in flight answers a read, as in the gateway. */
  readonly isCoalescing?: boolean;
}

function startPanel({
  isPanelOnly = false,
  isCoalescing = true,
  ...changes
}: PanelOptions = {}): StartedPanel {
  const { operation } = operations.begin();
  let waiting: (() => void)[] = [];
  let inFlight: Promise<unknown> | null = null;
  const server: PanelServer = {
    members: ['a', 'b'],
    error: null,
    warning: null,
    requests: 0,
    async answer() {
      const answered = waiting;
      waiting = [];
      for (const resolve of answered) resolve();
      await processed();
    },
  };
  const send = async (): Promise<unknown> => {
    server.requests += 1;
    // The server reads the members when it receives the request.
    const { members, error } = server;
    await new Promise<void>((resolve) => waiting.push(resolve));
    inFlight = null;
    if (error !== null) throw error;
    const member = members.map((id) => ({ entity: { reference: `Patient/${id}` } }));
    return { resourceType: 'Group', id: 'eGroup', actual: true, member };
  };
  const reads: Upstream['client']['panelReads'] = {
    ...operation.client.panelReads,
    async read(type, _id, budget) {
      if (!budget.reserve()) throw new GatewayError('OPERATION_TOO_EXPENSIVE', 'The budget is exhausted.');
      const isShared = isCoalescing && inFlight !== null;
      if (isShared) budget.release();
      else budget.countRequest();
      const request = isShared ? inFlight : send();
      inFlight = request;
      const group = await request;
      if (server.warning !== null) budget.warn(server.warning);
      return isStored(group, type) ? group : null;
    },
  };
  const upstream = {
    ...operation,
    isPanelOnly,
    now: () => now,
    client: { ...operation.client, panelReads: reads },
  };
  const options = { cacheSeconds: CACHE_SECONDS, memory: createMemoryPool(Infinity), site: undefined };
  const panel = createPanelMembers(upstream, { ...options, ...changes });
  return {
    server,
    panel,
    read: (budget = createRequestBudget()) => panel.read({ ...upstream, budget }),
  };
}

/** Resolves once everything that has arrived is processed. */
async function processed(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

/** Brings the panel into memory. */
async function warm({ read, server }: StartedPanel): Promise<void> {
  const reading = read();
  await processed();
  await server.answer();
  await reading;
}

describe('a panel in memory', () => {
  it('answers operations until its time is over, and with the first read’s ids', async () => {
    const started = startPanel();
    await warm(started);
    started.server.members = ['c'];
    now += 4_999;
    expect(await started.read()).toEqual({ ids: ['a', 'b'], ageMs: 4_999 });
    expect(started.server.requests).toBe(1);
  });

  it('is read again once its time is over', async () => {
    const started = startPanel();
    await warm(started);
    started.server.members = ['c'];
    now += LIFETIME_MS;
    const reading = started.read();
    await processed();
    await started.server.answer();
    expect(await reading).toEqual({ ids: ['c'], ageMs: null });
  });

  it('ages from when its request was sent, however late the answer came', async () => {
    const started = startPanel();
    const first = started.read();
    await processed();
    now += 10_000;
    await started.server.answer();
    expect(await first).toEqual({ ids: ['a', 'b'], ageMs: null });
    expect(await started.read()).toMatchObject({ ageMs: 10_000 });
    now += 5_000;
    void started.read();
    await processed();
    // The refresh, and the read of the operation, which shares the request.
    expect(started.server.requests).toBe(2);
    await started.server.answer();
  });

  it('is not kept if its answer came after its time', async () => {
    const started = startPanel();
    const first = started.read();
    await processed();
    now += LIFETIME_MS;
    await started.server.answer();
    expect((await first).ids).toEqual(['a', 'b']);
    const second = started.read();
    await processed();
    expect(started.server.requests).toBe(2);
    await started.server.answer();
    await second;
  });

  it('is read again after the clock was set back', async () => {
    const started = startPanel();
    await warm(started);
    now -= 1;
    const reading = started.read();
    await processed();
    expect(started.server.requests).toBe(2);
    await started.server.answer();
    await reading;
  });

  it('repeats the warnings of its read to each operation that lists the panel', async () => {
    const started = startPanel();
    started.server.warning = WARNING;
    await warm(started);
    const budget = createRequestBudget();
    await started.read(budget);
    expect(budget.usage.warnings).toEqual([WARNING]);
  });

  it('gives no warnings to operations that it limits', async () => {
    const started = startPanel({ isPanelOnly: true });
    started.server.warning = WARNING;
    await warm(started);
    const budget = createRequestBudget();
    await started.read(budget);
    expect(budget.usage.warnings).toEqual([]);
  });

  it('is in memory for no operation if PANEL_CACHE_SECONDS is 0', async () => {
    const started = startPanel({ cacheSeconds: 0 });
    await warm(started);
    await warm(started);
    expect(started.server.requests).toBe(2);
  });
});

describe('the refresh of a panel in memory', () => {
  it('starts with a read after a third of the time, and no operation waits for it or is charged', async () => {
    const started = startPanel();
    await warm(started);
    now += 5_000;
    const budget = createRequestBudget();
    expect(await started.read(budget)).toEqual({ ids: ['a', 'b'], ageMs: 5_000 });
    await processed();
    expect([started.server.requests, budget.usage.requests]).toEqual([2, 0]);
    started.server.members = ['c'];
    await started.server.answer();
    now += 1_000;
    expect(await started.read()).toEqual({ ids: ['a', 'b'], ageMs: 1_000 });
  });

  it('is one, however many operations read meanwhile', async () => {
    const started = startPanel({ isCoalescing: false });
    await warm(started);
    now += 5_000;
    await Promise.all(Array.from({ length: 20 }, () => started.read()));
    await processed();
    expect(started.server.requests).toBe(2);
    await started.server.answer();
  });

  it('does not happen while no operation reads', async () => {
    const started = startPanel();
    await warm(started);
    now += 3_600_000;
    await processed();
    expect(started.server.requests).toBe(1);
  });

  it('leaves the ids until their time is over if it fails, and is tried again after 5 seconds', async () => {
    const started = startPanel();
    await warm(started);
    started.server.error = UNREACHABLE;
    now += 5_000;
    await started.read();
    await processed();
    await started.server.answer();
    now += 4_999;
    expect(await started.read()).toEqual({ ids: ['a', 'b'], ageMs: 9_999 });
    await processed();
    expect(started.server.requests).toBe(2);
    now += 1;
    await started.read();
    await processed();
    expect(started.server.requests).toBe(3);
    await started.server.answer();
    now = NOON + LIFETIME_MS;
    const reading = rejectionOf(started.read());
    await processed();
    await started.server.answer();
    expect(await reading).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('leaves an operation that needs the panel after its time to wait for the request in flight, without charge', async () => {
    const started = startPanel();
    await warm(started);
    now += 5_000;
    await started.read();
    await processed();
    now = NOON + LIFETIME_MS;
    const budget = createRequestBudget();
    const reading = started.read(budget);
    await processed();
    started.server.members = ['c'];
    await started.server.answer();
    await reading;
    expect([started.server.requests, budget.usage.requests]).toEqual([2, 0]);
    // The request was sent 10 seconds ago.
    expect(await started.read()).toMatchObject({ ageMs: 10_000 });
  });
});

describe('operations that need the panel at once', () => {
  it('share one request, which counts for the first', async () => {
    const { read, server } = startPanel();
    const budgets = [createRequestBudget(), createRequestBudget(), createRequestBudget()];
    const readings = budgets.map((budget) => read(budget));
    await processed();
    await server.answer();
    expect((await Promise.all(readings)).map(({ ids }) => ids)).toEqual(budgets.map(() => ['a', 'b']));
    expect([server.requests, ...budgets.map(({ usage }) => usage.requests)]).toEqual([1, 1, 0, 0]);
  });

  it.each([false, true])(
    'get it although the budget of another is exhausted, where the panel limits access: %s',
    async (isPanelOnly) => {
      const { read, server } = startPanel({ isPanelOnly });
      const failed = rejectionOf(read(createRequestBudget(undefined, 0)));
      const readings = [read()];
      expect(await failed).toMatchObject({ code: 'OPERATION_TOO_EXPENSIVE' });
      readings.push(read());
      await processed();
      await server.answer();
      for (const { ids } of await Promise.all(readings)) expect(ids).toEqual(['a', 'b']);
    },
  );
});

describe('a request in flight that an operation joins', () => {
  it.each([0, CACHE_SECONDS])(
    'authorizes no operation once its answer is older than the time of %s seconds; one newer request does',
    async (cacheSeconds) => {
      const { read, server } = startPanel({ isPanelOnly: true, cacheSeconds });
      const budgets = [createRequestBudget(), createRequestBudget(), createRequestBudget()];
      const first = read(budgets[0]);
      await processed();
      server.members = ['b'];
      now += 29_000;
      const others = budgets.slice(1).map((budget) => read(budget));
      await processed();
      expect(server.requests).toBe(1);
      now += 1_000;
      await server.answer();
      // Its own request was sent when it needed the panel, so the answer counts however late it is.
      expect((await first).ids).toEqual(['a', 'b']);
      now += 60_000;
      await server.answer();
      for (const { ids } of await Promise.all(others)) expect(ids).toEqual(['b']);
      expect([server.requests, ...budgets.map(({ usage }) => usage.requests)]).toEqual([2, 1, 1, 0]);
    },
  );

  it('lends its age only to the reads that join it', async () => {
    const { read, server } = startPanel({ isCoalescing: false });
    const readings = [read()];
    await processed();
    now += LIFETIME_MS - 1;
    readings.push(read());
    await processed();
    now += 2;
    await server.answer();
    await Promise.all(readings);
    expect(await read()).toMatchObject({ ageMs: 2 });
  });
});

describe('a panel that cannot be read', () => {
  it('is requested again by each operation that lists it', async () => {
    const { read, server } = startPanel();
    server.error = UNREACHABLE;
    for (const count of [1, 2]) {
      const failed = rejectionOf(read());
      await processed();
      await server.answer();
      expect(await failed).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
      expect(server.requests).toBe(count);
    }
  });

  it('is requested again after 5 seconds where it limits access', async () => {
    const { read, server } = startPanel({ isPanelOnly: true });
    server.error = UNREACHABLE;
    const failed = rejectionOf(read());
    await processed();
    await server.answer();
    await failed;
    now += 4_999;
    expect(await rejectionOf(read())).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(server.requests).toBe(1);
    now += 1;
    server.error = null;
    const reading = read();
    await processed();
    await server.answer();
    expect((await reading).ids).toEqual(['a', 'b']);
  });
});

describe('the memory of panels', () => {
  it('counts the ids, and is free once the panel is closed', async () => {
    const memory = createMemoryPool(Infinity);
    const started = startPanel({ memory });
    started.server.members = Array.from({ length: 1_000 }, (_, at) => `patient-${at}`);
    await warm(started);
    expect(memory.usedBytes).toBeGreaterThan(30_000);
    now += LIFETIME_MS;
    started.server.members = ['a'];
    await warm(started);
    expect(memory.usedBytes).toBeLessThan(100);
    started.panel.close();
    expect(memory.usedBytes).toBe(0);
  });

  it('takes the largest panel where there is too little for all, which is then read again', async () => {
    const memory = createMemoryPool(1_000);
    const [large, small] = [startPanel({ memory }), startPanel({ memory })];
    large.server.members = Array.from({ length: 20 }, (_, at) => `patient-${at}`);
    await warm(large);
    small.server.members = Array.from({ length: 10 }, (_, at) => `patient-${at}`);
    await warm(small);
    expect(await small.read()).toMatchObject({ ageMs: 0 });
    await warm(large);
    expect([large.server.requests, small.server.requests]).toEqual([2, 1]);
    expect(memory.usedBytes).toBeLessThanOrEqual(1_000);
  });

  it('takes nothing after the panel is closed, even if a read is in flight', async () => {
    const memory = createMemoryPool(Infinity);
    const { read, server, panel } = startPanel({ memory });
    const reading = read();
    await processed();
    panel.close();
    await server.answer();
    expect((await reading).ids).toEqual(['a', 'b']);
    expect(memory.usedBytes).toBe(0);
  });
});

/** Events that affect a panel in memory. */
const EVENTS = oneof(
  record({ kind: constantFrom('wait' as const), ms: integer({ min: 0, max: 8_000 }) }),
  record({ kind: constantFrom('change' as const, 'read' as const, 'answer' as const, 'fail' as const) }),
);

describe('the ids that an operation gets', () => {
  it.each([
    ['lists', false],
    ['is limited by', true],
  ])(
    'were requested less than the time before the operation that %s the panel, whatever happens',
    async (_what, isPanelOnly) => {
      await assert(
        asyncProperty(array(EVENTS, { minLength: 10, maxLength: 40 }), async (events) => {
          now = NOON;
          const { read, server } = startPanel({ isPanelOnly });
          const changedAt = [NOON];
          const checks: Promise<void>[] = [];
          const name = (): void => void (server.members = [`version-${changedAt.length - 1}`]);
          name();
          /**
           * Expects ids from memory that were current at some moment after `askedAt` less the time. Ids from a request can be as old as the
           * oldest in flight, but those that limit access were current after the operation needed them, or within the time.
           */
          const check = async (askedAt: number, oldest: number): Promise<void> => {
            const { ids, ageMs } = await read();
            const version = Number(ids[0]?.slice('version-'.length));
            const replacedAt = changedAt[version + 1] ?? Infinity;
            const earliest = isPanelOnly ? Math.min(askedAt, now - LIFETIME_MS) : oldest;
            expect(replacedAt).toBeGreaterThanOrEqual(ageMs === null ? earliest : askedAt - LIFETIME_MS);
          };
          /** When the oldest request in flight was sent. */
          let sentAt = Infinity;
          for (const event of events) {
            const before = server.requests;
            if (event.kind === 'wait') now += event.ms;
            if (event.kind === 'change') {
              now += 1;
              changedAt.push(now);
              name();
            }
            if (event.kind === 'read')
              checks.push(
                check(now, Math.min(sentAt, now)).catch((error: unknown) => {
                  if (!(error instanceof GatewayError)) throw error;
                }),
              );
            if (event.kind === 'fail') server.error = server.error === null ? UNREACHABLE : null;
            await processed();
            if (event.kind === 'answer') {
              await server.answer();
              sentAt = Infinity;
            } else if (server.requests > before) sentAt = Math.min(sentAt, now);
          }
          // A read that limits access may send a second request.
          for (let answers = 0; answers < 3; answers += 1) await server.answer();
          await Promise.all(checks);
        }),
        { numRuns: 300 },
      );
    },
  );
});
