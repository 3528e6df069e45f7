/** This process's part of what all replicas together may ask of one FHIR server, and what holds while they cannot agree. */
import { createHash, randomUUID } from 'node:crypto';
import type { SharedState } from '../state/state.ts';
import { LONGEST_PAUSE_MS } from './pace.ts';
import { MOST_REPLICAS, SHARE_SCRIPT } from './share-script.ts';

export interface Bound {
  readonly concurrency: number;
  /** Requests in a second; null: any number. */
  readonly rps: number | null;
}

export interface Share {
  /** What this process may do now, which can be nothing until it hears otherwise. */
  readonly own: Bound;
  /** `local`: the replicas are not heard of. */
  readonly status: 'local' | 'shared';
  /** Asks for more, where it has not been told yet that there is a need of more. */
  want(): void;
  /** Tells the others that the FHIR server wants to be left alone. */
  pause(): void;
  /** Gives everything back. */
  close(): void;
}

/** What this process does with its part. */
export interface Use {
  readonly underWay: number;
  /** The most that was under way since this was last asked. */
  readonly peak: number;
  readonly queued: number;
  /** How many have been started, ever. */
  readonly started: number;
  /** How many have been started within the last second. */
  readonly recent: number;
  readonly pausedForMs: number;
}

export interface ShareOptions {
  /** Null: this process is the only one. */
  readonly state: SharedState | null;
  /** Names the FHIR server; what is kept has a hash of it. */
  readonly upstream: string;
  /** What all replicas together may. */
  readonly total: Bound;
  readonly use: () => Use;
  /** Told when what this process may do has changed, and for how long the FHIR server has asked others for a pause. */
  readonly onChange: (pausedForMs: number) => void;
}

/** How often the parts are divided anew: one question to the store, however many requests go out meanwhile. */
const ASKED_EVERY_MS = 250;
/** Several questions may be lost before a part is; and so long the part of a process that died is not to be had. */
export const LEASE_MS = 2_000;
/** How long a process that starts waits for its part. */
const START_WITHIN_MS = 1_000;
const START_EVERY_MS = 25;

export function createShare(options: ShareOptions): Share {
  const { state, total } = options;
  if (state === null)
    return { own: total, status: 'local', want: () => {}, pause: () => {}, close: () => {} };
  return createLeasedShare(state, options);
}

interface Lease {
  readonly part: Bound;
  /** By this process's clock, from before the question: it ends here no later than there. */
  readonly ends: number;
}

function createLeasedShare(state: SharedState, { upstream, total, use, onChange }: ShareOptions): Share {
  const key = `throttle:${createHash('sha256').update(upstream).digest('base64url')}`;
  const me = randomUUID();
  const begun = performance.now();
  let askedAt = begun;
  let startedBefore = 0;
  let lease: Lease | null = null;
  /** As last heard of; null: never. */
  let replicas: number | null = null;
  let toldOfNeed = false;
  let isAsking = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  const isLeased = (): boolean => lease !== null && performance.now() < lease.ends;
  const own = (): Bound => {
    if (lease !== null && isLeased()) return lease.part;
    if (replicas === null && performance.now() - begun < START_WITHIN_MS)
      return { concurrency: 0, rps: total.rps === null ? null : 0 };
    return equalPart(total, replicas ?? 1);
  };

  const ask = async (): Promise<void> => {
    const now = performance.now();
    const { underWay, peak, queued, started, recent, pausedForMs } = use();
    const bound = own();
    const rate = Math.ceil(((started - startedBefore) / Math.max(1, now - askedAt)) * 1_000);
    [askedAt, startedBefore, toldOfNeed] = [now, started, queued > 0];
    const rps = total.rps ?? 0;
    const wanted = Math.min(total.concurrency, peak + queued);
    const wantedRps = Math.min(rps, rate + queued);
    // Until the answer is here, this process goes by the part that it has.
    const held = Math.max(bound.concurrency, underWay);
    const heldRps = Math.max(bound.rps ?? 0, recent);
    const ofConcurrency = [total.concurrency, wanted, held];
    const args = [me, LEASE_MS, Math.ceil(pausedForMs), ...ofConcurrency, rps, wantedRps, heldRps];
    const reply = parseReply(await state.run(SHARE_SCRIPT, [key], args.map(String)), total);
    if (isClosed) return;
    lease = { part: reply.part, ends: now + LEASE_MS };
    replicas = reply.replicas;
    onChange(reply.pausedForMs);
  };

  const round = async (): Promise<void> => {
    if (isAsking || isClosed) return;
    isAsking = true;
    if (timer !== null) clearTimeout(timer);
    try {
      await ask();
    } catch {
      // The log says that the store is away. The part lasts until its lease ends; then each replica takes an equal one.
      if (!isLeased()) onChange(0);
    } finally {
      isAsking = false;
      const isStarting = replicas === null && performance.now() - begun < START_WITHIN_MS;
      if (!isClosed) {
        timer = setTimeout(() => void round(), isStarting ? START_EVERY_MS : ASKED_EVERY_MS);
        timer.unref();
      }
    }
  };
  void round();

  return {
    get own() {
      return own();
    },
    get status() {
      return isLeased() ? 'shared' : 'local';
    },
    want() {
      if (!toldOfNeed) void round();
    },
    pause: () => void round(),
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      // Where that is lost, it lapses by itself.
      state.run(SHARE_SCRIPT, [key], [me, ...Array.from({ length: 8 }, () => '0')]).catch(() => undefined);
    },
  };
}

/** At least one: a replica that may ask nothing would be of no use. */
function equalPart({ concurrency, rps }: Bound, replicas: number): Bound {
  return {
    concurrency: Math.max(1, Math.floor(concurrency / replicas)),
    rps: rps === null ? null : Math.max(1, Math.floor(rps / replicas)),
  };
}

interface Reply {
  readonly part: Bound;
  readonly replicas: number;
  readonly pausedForMs: number;
}

/**
 * Reads the script's answer and clamps it to what the script can answer. A part above the total would let out more requests than there are places.
 * @throws Error if it is not four numbers; the store then counts as away
 */
function parseReply(reply: unknown, total: Bound): Reply {
  const numbers: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [concurrency, rps, replicas, pausedForMs] = numbers;
  return {
    part: {
      concurrency: wholeIn(concurrency, 0, total.concurrency),
      rps: total.rps === null ? null : wholeIn(rps, 0, total.rps),
    },
    replicas: wholeIn(replicas, 1, MOST_REPLICAS),
    pausedForMs: wholeIn(pausedForMs, 0, LONGEST_PAUSE_MS),
  };
}

function wholeIn(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || Number.isNaN(value)) throw new Error('The store answers something else.');
  return Math.min(most, Math.max(least, Math.floor(value)));
}
