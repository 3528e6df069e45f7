import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAudit } from '../../src/audit/audit.ts';
import { auditUnavailableError, type EventSink } from '../../src/audit/event-sink.ts';
import type { AuditedOperation } from '../../src/audit/operation-events.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createLog } from '../../src/observability/log.ts';
import { AUDIT_SOURCE, operationOf, operationReading, ORIGIN } from './actors.ts';
import { problemsOf } from './definitions.ts';

let logLines: string[];
const log = createLog('trace', { write: (line) => void logLines.push(line) });

beforeEach(() => {
  logLines = [];
});

/** Returns an operation that was refused before it accessed anything. */
const operationRefusedWith = (code: string): AuditedOperation => operationOf({}, [code]);
const readOutcomes = (lines: readonly string[]): unknown[] => {
  const events = lines.map((line): AuditEvent => {
    // oxlint-disable-next-line typescript/no-unsafe-return -- a line has no type; the audit wrote an event
    return JSON.parse(line);
  });
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.map(({ type, outcome, outcomeDesc }) => [type.code, outcome, outcomeDesc]);
};

/** Creates an audit whose sink has a share for refusals; a test can fill the share or break the sink. */
function createBoundedAudit() {
  const events: string[] = [];
  const share = { isFull: false, isBroken: false };
  const sink: EventSink = {
    async write(lines) {
      if (share.isBroken) throw auditUnavailableError('The audit spool is full');
      events.push(...lines);
    },
    hasRoomForRefusals: () => !share.isFull,
    close: async () => {},
  };
  return { audit: createAudit({ ...AUDIT_SOURCE, sink, isRequired: true, log }), events, share };
}

const SEARCH_BY_MRN = { type: 'Patient', text: 'identifier=MRN|1', patientId: null } as const;

describe('the share of refusals', () => {
  it.each<
    [what: string, verb: 'drops' | 'stores', access: (accessLog: AuditedOperation['accessLog']) => void]
  >([
    [
      'whose searches were all refused',
      'drops',
      (accessLog) => accessLog.addSearch({ ...SEARCH_BY_MRN, failure: 'FORBIDDEN' }),
    ],
    ['whose search found nothing', 'stores', (accessLog) => accessLog.addSearch(SEARCH_BY_MRN)],
    [
      'whose search timed out',
      'stores',
      (accessLog) => accessLog.addSearch({ ...SEARCH_BY_MRN, failure: 'UPSTREAM_TIMEOUT' }),
    ],
    [
      'with a refused search and a missed read',
      'stores',
      (accessLog) => {
        accessLog.addSearch({ ...SEARCH_BY_MRN, failure: 'FORBIDDEN' });
        accessLog.addMissedRead({ type: 'Patient', id: 'p1' });
      },
    ],
  ])(
    'given an operation %s and no room for refusals, the audit %s the event [T5-D5]',
    async (_what, verb, access) => {
      const { audit, events, share } = createBoundedAudit();
      share.isFull = true;
      const operation = operationOf();
      access(operation.accessLog);
      await audit.record(operation);
      const isStored = verb === 'stores';
      expect(events.length > 0).toBe(isStored);
      await audit.close();
      const summary = 'Refused at operation without events of their own: 1 (FORBIDDEN 1).';
      expect(JSON.stringify(readOutcomes(events)).includes(summary)).toBe(!isStored);
    },
  );
});

describe('refusals beyond their share [T5-D4]', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts refusals beyond their share in one summary event a minute, without failing their requests', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    for (let count = 0; count < 240; count += 1)
      await audit.recordSignInRefusal(ORIGIN, count < 200 ? 'no_token' : 'expired');
    for (let count = 0; count < 3; count += 1) await audit.record(operationRefusedWith('RATE_LIMITED'));
    await audit.record(operationReading('p1'));
    expect(events).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(readOutcomes(events.slice(1))).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 240 (no_token 200, expired 40).'],
      ['rest', '4', 'Refused at operation without events of their own: 3 (RATE_LIMITED 3).'],
    ]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(events).toHaveLength(3);
    expect(logLines).toEqual([]);
  });

  it('records each refusal again once there is room, and adds the count to the next event', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    for (let count = 0; count < 5; count += 1) await audit.recordSignInRefusal(ORIGIN, 'no_token');
    share.isFull = false;
    await audit.recordSignInRefusal(ORIGIN, 'expired');
    expect(readOutcomes(events)).toEqual([
      ['110114', '4', 'Not signed in: expired. 5 more were refused since the last such event.'],
    ]);
  });

  it('counts refusals again if their summary could not be stored', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    share.isBroken = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual([]);
    share.isBroken = false;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(readOutcomes(events)).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 2 (no_token 2).'],
    ]);
  });

  it('writes the summary of refusals when the gateway stops', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    await audit.close();
    expect(readOutcomes(events)).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 1 (no_token 1).'],
    ]);
  });

  it('stores the event of a refused operation that read or tried to read a record', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    const lookedFor = operationRefusedWith('FORBIDDEN');
    lookedFor.accessLog.addMissedRead({ type: 'Observation', id: 'o1' });
    await audit.record(lookedFor);
    expect(events).toHaveLength(2);
  });
});
