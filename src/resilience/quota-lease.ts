/** Leases this replica's part of the load limits that all replicas of one FHIR server share. */
import { createHash, randomUUID } from 'node:crypto';
import type { SharedState } from '../state/shared-state.ts';
import { MAX_PAUSE_MS } from './aimd-limit.ts';
import { MAX_REPLICAS, QUOTA_LEASE_SCRIPT } from './quota-lease-script.ts';

export interface LoadLimits {
  readonly concurrency: number;
  /** Requests per second; null if unlimited. */
  readonly rps: number | null;
}

export interface QuotaLease {
  /** The current limits of this replica, which are 0 without a lease until the store has responded. */
  readonly own: LoadLimits;
  /** The same for reports: an idle replica, which has returned its lease, reports its latest part. */
  readonly reported: LoadLimits;
  /** `local`: there is no store, or it does not respond. An idle replica reports its latest status. */
  readonly status: 'local' | 'shared';
  /** Requests a larger part, unless the last report said already that this replica needs one. Renews the lease of an idle replica. */
  requestMore(): void;
  /** Announces to the other replicas a pause that the FHIR server demands. */
  announcePause(): void;
  /** Returns the lease. */
  close(): void;
}

/** How much of its part this replica uses. */
interface LoadReport {
  readonly inFlight: number;
  /** The maximum in flight since the last report. */
  readonly peak: number;
  readonly queued: number;
  /** The number of requests started since the process began. */
  readonly started: number;
  /** The number of requests started within the last second. */
  readonly recent: number;
  readonly pausedForMs: number;
}

interface QuotaLeaseOptions {
  /** Null if this process is the only replica. */
  readonly state: SharedState | null;
  /** Identifies the FHIR server. The store contains only a hash of it. */
  readonly upstream: string;
  /** The limits of all replicas together. */
  readonly total: LoadLimits;
  readonly report: () => LoadReport;
  /** Called when the limits may have changed, with the pause that the FHIR server has demanded of other replicas. */
  readonly onChange: (pausedForMs: number) => void;
}

/** How often a replica renews its lease: with one command to the store, however many requests it sends. */
export const RENEWAL_INTERVAL_MS = 250;
/** A replica that has sent no request for this long returns its lease, so servers that are not in use cost the store nothing. */
export const IDLE_MS = 10_000;
/** Long enough to survive the loss of several commands. The part of a replica that died becomes free only after this time. */
export const LEASE_MS = 2_000;
/** How long a new process, or an idle one, waits for its part before it uses the whole limits. */
const STARTUP_MS = 1_000;
const STARTUP_INTERVAL_MS = 25;

export function createQuotaLease(options: QuotaLeaseOptions): QuotaLease {
  const { state, total } = options;
  if (state === null)
    return {
      own: total,
      reported: total,
      status: 'local',
      requestMore: () => {},
      announcePause: () => {},
      close: () => {},
    };
  return createReplicaLease(state, options);
}

interface Lease {
  readonly part: LoadLimits;
  /** On this process's clock, measured from before the command, so that the lease ends here no later than in the store. */
  readonly ends: number;
}

function createReplicaLease(
  state: SharedState,
  { upstream, total, report, onChange }: QuotaLeaseOptions,
): QuotaLease {
  const key = `throttle:${createHash('sha256').update(upstream).digest('base64url')}`;
  const me = randomUUID();
  let renewedAt = performance.now();
  let lastUsedAt = renewedAt;
  /** When the wait for a part began; null if there is none. */
  let waitingSince: number | null = renewedAt;
  /** The report of an idle replica; null unless it has returned its lease. */
  let idle: Pick<QuotaLease, 'reported' | 'status'> | null = null;
  let startedBefore = 0;
  let lease: Lease | null = null;
  /** As of the store's last response; null before the first one. */
  let replicas: number | null = null;
  let hasReportedNeed = false;
  let isRenewing = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  const isLeased = (): boolean => lease !== null && performance.now() < lease.ends;
  const isWaiting = (): boolean => waitingSince !== null && performance.now() - waitingSince < STARTUP_MS;
  const own = (): LoadLimits => {
    if (lease !== null && isLeased()) return lease.part;
    if (idle !== null || isWaiting()) return { concurrency: 0, rps: total.rps === null ? null : 0 };
    return divideEqually(total, replicas ?? 1);
  };
  const status = (): QuotaLease['status'] => (isLeased() ? 'shared' : 'local');
  const returnLease = (): void => {
    // If this command is lost, the lease expires on its own.
    state
      .run(QUOTA_LEASE_SCRIPT, [key], [me, ...Array.from({ length: 8 }, () => '0')])
      .catch(() => undefined);
  };

  const renew = async (): Promise<void> => {
    const now = performance.now();
    const { inFlight, peak, queued, started, recent, pausedForMs } = report();
    if (peak + queued + pausedForMs > 0 || started > startedBefore) lastUsedAt = now;
    const limits = own();
    const startsPerSecond = Math.ceil(((started - startedBefore) / Math.max(1, now - renewedAt)) * 1_000);
    [renewedAt, startedBefore, hasReportedNeed] = [now, started, queued > 0];
    const rps = total.rps ?? 0;
    const wanted = Math.min(total.concurrency, peak + queued);
    const wantedRps = Math.min(rps, startsPerSecond + queued);
    // Until the store responds, this replica keeps using its present part.
    const held = Math.max(limits.concurrency, inFlight);
    const heldRps = Math.max(limits.rps ?? 0, recent);
    const ofConcurrency = [total.concurrency, wanted, held];
    const args = [me, LEASE_MS, Math.ceil(pausedForMs), ...ofConcurrency, rps, wantedRps, heldRps];
    const reply = parseLeaseReply(await state.run(QUOTA_LEASE_SCRIPT, [key], args.map(String)), total);
    if (isClosed) return;
    lease = { part: reply.part, ends: now + LEASE_MS };
    replicas = reply.replicas;
    waitingSince = null;
    onChange(reply.pausedForMs);
  };

  const renewAndSchedule = async (): Promise<void> => {
    if (isRenewing || isClosed) return;
    isRenewing = true;
    if (timer !== null) clearTimeout(timer);
    try {
      await renew();
    } catch {
      // `src/state` logs this. The part stays valid until its lease ends; after that, each replica uses an equal part.
      if (replicas !== null) waitingSince = null;
      if (!isLeased()) onChange(0);
    } finally {
      isRenewing = false;
      if (!isClosed) scheduleNext();
    }
  };
  const scheduleNext = (): void => {
    if (performance.now() - lastUsedAt >= IDLE_MS && report().queued === 0) {
      idle = { reported: own(), status: status() };
      lease = null;
      returnLease();
      return;
    }
    const delayMs = isWaiting() ? STARTUP_INTERVAL_MS : RENEWAL_INTERVAL_MS;
    timer = setTimeout(() => void renewAndSchedule(), delayMs).unref();
  };
  const wake = (): void => {
    idle = null;
    waitingSince = lastUsedAt = performance.now();
    void renewAndSchedule();
  };
  void renewAndSchedule();

  return {
    get own() {
      return own();
    },
    get reported() {
      return idle?.reported ?? own();
    },
    get status() {
      return idle?.status ?? status();
    },
    requestMore() {
      if (idle !== null) wake();
      else if (!hasReportedNeed) void renewAndSchedule();
    },
    announcePause: () => void renewAndSchedule(),
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      if (idle === null) returnLease();
    },
  };
}

/** Returns an equal part, at least 1: a replica that may send nothing would be useless. */
function divideEqually({ concurrency, rps }: LoadLimits, replicas: number): LoadLimits {
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
 * Parses the script's response and clamps it to valid values. A part above the total would allow too many requests.
 * @throws Error unless it is four numbers; the store then counts as unavailable
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
  if (typeof value !== 'number' || Number.isNaN(value))
    throw new Error('The response of the store is not four numbers.');
  return Math.min(highest, Math.max(lowest, Math.floor(value)));
}
