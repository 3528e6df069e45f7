/** Leases this process's part of the load that all replicas together may put on one FHIR server. */
import { createHash, randomUUID } from 'node:crypto';
import type { SharedState } from '../state/shared-state.ts';
import { MAX_PAUSE_MS } from './aimd-limit.ts';
import { MAX_REPLICAS, QUOTA_LEASE_SCRIPT } from './quota-lease-script.ts';

export interface LoadLimits {
  readonly concurrency: number;
  /** Requests in a second; null: any number. */
  readonly rps: number | null;
}

export interface QuotaLease {
  /** The limits of this process now, which can be 0 until the store has answered. */
  readonly own: LoadLimits;
  /** `local`: the store cannot be used. */
  readonly status: 'local' | 'shared';
  /** Requests more, unless the store knows already that this process needs more. */
  want(): void;
  /** Announces to the other replicas that the FHIR server wants a pause. */
  pause(): void;
  /** Returns the lease. */
  close(): void;
}

/** How much of its part this process uses. */
interface LoadReport {
  readonly inFlight: number;
  /** The most that were in flight since the last report. */
  readonly peak: number;
  readonly queued: number;
  /** How many have been started, ever. */
  readonly started: number;
  /** How many have been started within the last second. */
  readonly recent: number;
  readonly pausedForMs: number;
}

interface QuotaLeaseOptions {
  /** Null: this process is the only one. */
  readonly state: SharedState | null;
  /** Names the FHIR server. The store has only a hash of it. */
  readonly upstream: string;
  /** The limits of all replicas together. */
  readonly total: LoadLimits;
  readonly report: () => LoadReport;
  /** Called when the limits may have changed, with the pause that the FHIR server asked other replicas for. */
  readonly onChange: (pausedForMs: number) => void;
}

/** How often the parts are divided again: one command to the store, however many requests go out meanwhile. */
const RENEWAL_INTERVAL_MS = 250;
/** Long enough that several commands may be lost. The part of a process that died is free only after this time. */
export const LEASE_MS = 2_000;
/** How long a starting process waits for its part. */
const STARTUP_MS = 1_000;
const STARTUP_INTERVAL_MS = 25;

export function createQuotaLease(options: QuotaLeaseOptions): QuotaLease {
  const { state, total } = options;
  if (state === null)
    return { own: total, status: 'local', want: () => {}, pause: () => {}, close: () => {} };
  return createReplicaLease(state, options);
}

interface Lease {
  readonly part: LoadLimits;
  /** By this process's clock, counted from before the command, so that it ends here no later than in the store. */
  readonly ends: number;
}

function createReplicaLease(
  state: SharedState,
  { upstream, total, report, onChange }: QuotaLeaseOptions,
): QuotaLease {
  const key = `throttle:${createHash('sha256').update(upstream).digest('base64url')}`;
  const me = randomUUID();
  const begun = performance.now();
  let renewedAt = begun;
  let startedBefore = 0;
  let lease: Lease | null = null;
  /** The number that the store last answered; null: it has not answered yet. */
  let replicas: number | null = null;
  let hasReportedNeed = false;
  let isRenewing = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  const isLeased = (): boolean => lease !== null && performance.now() < lease.ends;
  const own = (): LoadLimits => {
    if (lease !== null && isLeased()) return lease.part;
    if (replicas === null && performance.now() - begun < STARTUP_MS)
      return { concurrency: 0, rps: total.rps === null ? null : 0 };
    return equalShare(total, replicas ?? 1);
  };

  const renew = async (): Promise<void> => {
    const now = performance.now();
    const { inFlight, peak, queued, started, recent, pausedForMs } = report();
    const limits = own();
    const startsPerSecond = Math.ceil(((started - startedBefore) / Math.max(1, now - renewedAt)) * 1_000);
    [renewedAt, startedBefore, hasReportedNeed] = [now, started, queued > 0];
    const rps = total.rps ?? 0;
    const wanted = Math.min(total.concurrency, peak + queued);
    const wantedRps = Math.min(rps, startsPerSecond + queued);
    // Until the store answers, this process uses the part that it has.
    const held = Math.max(limits.concurrency, inFlight);
    const heldRps = Math.max(limits.rps ?? 0, recent);
    const ofConcurrency = [total.concurrency, wanted, held];
    const args = [me, LEASE_MS, Math.ceil(pausedForMs), ...ofConcurrency, rps, wantedRps, heldRps];
    const reply = parseLeaseReply(await state.run(QUOTA_LEASE_SCRIPT, [key], args.map(String)), total);
    if (isClosed) return;
    lease = { part: reply.part, ends: now + LEASE_MS };
    replicas = reply.replicas;
    onChange(reply.pausedForMs);
  };

  const renewAndSchedule = async (): Promise<void> => {
    if (isRenewing || isClosed) return;
    isRenewing = true;
    if (timer !== null) clearTimeout(timer);
    try {
      await renew();
    } catch {
      // The store's own module logs this. The part lasts until its lease ends, and then each replica takes an equal one.
      if (!isLeased()) onChange(0);
    } finally {
      isRenewing = false;
      const isStarting = replicas === null && performance.now() - begun < STARTUP_MS;
      if (!isClosed) {
        timer = setTimeout(
          () => void renewAndSchedule(),
          isStarting ? STARTUP_INTERVAL_MS : RENEWAL_INTERVAL_MS,
        );
        timer.unref();
      }
    }
  };
  void renewAndSchedule();

  return {
    get own() {
      return own();
    },
    get status() {
      return isLeased() ? 'shared' : 'local';
    },
    want() {
      if (!hasReportedNeed) void renewAndSchedule();
    },
    pause: () => void renewAndSchedule(),
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      // If this is lost, the lease lapses by itself.
      state
        .run(QUOTA_LEASE_SCRIPT, [key], [me, ...Array.from({ length: 8 }, () => '0')])
        .catch(() => undefined);
    },
  };
}

/** At least one, because a replica that may send nothing would be of no use. */
function equalShare({ concurrency, rps }: LoadLimits, replicas: number): LoadLimits {
  return {
    concurrency: Math.max(1, Math.floor(concurrency / replicas)),
    rps: rps === null ? null : Math.max(1, Math.floor(rps / replicas)),
  };
}

interface LeaseReply {
  readonly part: LoadLimits;
  readonly replicas: number;
  readonly pausedForMs: number;
}

/**
 * Reads the script's answer and clamps it to valid values. A part above the total would let out more requests than are allowed.
 * @throws Error if it is not four numbers; the store then counts as away
 */
function parseLeaseReply(reply: unknown, total: LoadLimits): LeaseReply {
  const numbers: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [concurrency, rps, replicas, pausedForMs] = numbers;
  return {
    part: {
      concurrency: clampInteger(concurrency, 0, total.concurrency),
      rps: total.rps === null ? null : clampInteger(rps, 0, total.rps),
    },
    replicas: clampInteger(replicas, 1, MAX_REPLICAS),
    pausedForMs: clampInteger(pausedForMs, 0, MAX_PAUSE_MS),
  };
}

function clampInteger(value: unknown, lowest: number, highest: number): number {
  if (typeof value !== 'number' || Number.isNaN(value)) throw new Error('The store answers something else.');
  return Math.min(highest, Math.max(lowest, Math.floor(value)));
}
