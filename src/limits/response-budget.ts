/** Bounds the size of an operation's answer and the memory that the operation holds. Exceeding either stops the operation. */
import { GatewayError } from '../errors.ts';
import { createMemoryPool, type MemoryHolder, type MemoryPool } from './memory-pool.ts';
import { createTurnScheduler, type TurnScheduler } from './turn-scheduler.ts';

export interface ResponseBudget {
  /** The limit of the encoded answer, in bytes. */
  readonly maxBytes: number;
  /** Why the operation was stopped; null if it was not. A stopped operation answers with this error and nothing else. */
  readonly stoppedBy: GatewayError | null;
  /** Whether values are useless by now: the operation was stopped, or its caller has gone. */
  readonly isOver: boolean;
  /** Whether the records of the operation no longer count: its response is encoded, or it is over. */
  readonly isSettled: boolean;
  /**
   * Counts a value of the answer before it is built. Stops the operation if the answer gets too large.
   * @param bytes the fewest bytes that the value can have once encoded
   * @param memory the bytes that it takes until then
   */
  charge(bytes: number, memory: number): void;
  /** Counts memory that the operation holds: until its end, or until it releases it. Stops the operation if that is too much. */
  hold(memory: number): void;
  /**
   * Marks held memory that the operation can do without. Spare memory of all operations is dropped when it exceeds a quarter of what they may hold
   * together, and that of one operation before it would have to stop.
   * @param drop forgets what takes the memory, and releases it
   */
  holdSpare(memory: number, drop: () => void): void;
  /** Counts the encoded answer instead of everything counted so far. */
  settle(bytes: number): void;
  /** Counts memory that is no longer held, such as bytes that were sent. */
  release(memory: number): void;
  /** Stops the operation: aborts its requests and withholds its data. Only the first reason counts. */
  stop(error: GatewayError): void;
  /** Calls the listener when the operation is stopped; at once if it already is. */
  onceStopped(listener: () => void): void;
  /** Ends the operation: its answer was sent, or its caller has gone. */
  end(): void;
  readonly turns: TurnScheduler;
}

/** The limits of all operations of the process, and the memory that they hold together. */
export interface ResponseLimits {
  /** The limit of an answer, in bytes; Infinity: answers are not measured. */
  readonly maxBytes: number;
  /** The bytes that all operations hold. */
  readonly heldBytes: number;
  /** @param abort aborts the operation's requests, with the reason */
  begin(abort: (reason: GatewayError) => void): ResponseBudget;
}

export interface ResponseLimitsOptions {
  readonly maxResponseBytes: number;
  /** The memory that all operations may hold together, in bytes. One may hold half of it. */
  readonly maxHeldBytes: number;
}

const SPARE_SHARE = 1 / 4;

export function createResponseLimits({
  maxResponseBytes,
  maxHeldBytes,
}: ResponseLimitsOptions): ResponseLimits {
  const shared: SharedLimits = {
    maxBytes: maxResponseBytes,
    maxPerOperation: maxHeldBytes / 2,
    all: createMemoryPool(maxHeldBytes),
    spares: createMemoryPool(maxHeldBytes * SPARE_SHARE),
    turns: createTurnScheduler(),
  };
  return {
    maxBytes: maxResponseBytes,
    get heldBytes() {
      return shared.all.usedBytes;
    },
    begin: (abort) => new OperationBudget(shared, abort),
  };
}

/** What all operations share. */
interface SharedLimits {
  readonly maxBytes: number;
  /** The memory that one operation may hold. */
  readonly maxPerOperation: number;
  readonly all: MemoryPool;
  readonly spares: MemoryPool;
  readonly turns: TurnScheduler;
}

class OperationBudget implements ResponseBudget {
  stoppedBy: GatewayError | null = null;
  isOver = false;
  isSettled = false;
  readonly maxBytes: number;
  readonly turns: TurnScheduler;
  readonly #shared: SharedLimits;
  readonly #abort: (reason: GatewayError) => void;
  readonly #holder: MemoryHolder = { evict: () => this.stop(gatewayOverloadedError()) };
  readonly #spareHolder: MemoryHolder = { evict: () => this.#dropSpares() };
  readonly #listeners: (() => void)[] = [];
  /** Each forgets something that takes spare memory. */
  #drops: (() => void)[] = [];
  #bytes = 0;
  #held = 0;

  constructor(shared: SharedLimits, abort: (reason: GatewayError) => void) {
    this.#shared = shared;
    this.#abort = abort;
    this.maxBytes = shared.maxBytes;
    this.turns = shared.turns;
  }

  charge(bytes: number, memory: number): void {
    if (this.isOver) return;
    this.#bytes += bytes;
    if (this.#bytes > this.maxBytes) this.stop(responseTooLargeError(this.maxBytes));
    else this.hold(memory);
  }

  hold(memory: number): void {
    if (this.isOver) return;
    const { all, maxPerOperation } = this.#shared;
    this.#held += memory;
    if (this.#held > maxPerOperation) this.#dropSpares();
    if (this.#held > maxPerOperation) this.stop(tooMuchMemoryError(maxPerOperation));
    else all.allocate(this.#holder, memory);
  }

  holdSpare(memory: number, drop: () => void): void {
    if (this.isOver) return;
    this.#drops.push(drop);
    this.#shared.spares.allocate(this.#spareHolder, memory);
  }

  settle(bytes: number): void {
    this.isSettled = true;
    this.#dropSpares();
    this.#shared.all.remove(this.#holder);
    this.#held = 0;
    this.hold(bytes);
  }

  release(memory: number): void {
    this.#held -= memory;
    this.#shared.all.release(this.#holder, memory);
  }

  stop(error: GatewayError): void {
    if (this.isOver) return;
    this.stoppedBy = error;
    this.end();
    this.#abort(error);
    for (const listener of this.#listeners) listener();
  }

  onceStopped(listener: () => void): void {
    if (this.stoppedBy === null) this.#listeners.push(listener);
    else listener();
  }

  end(): void {
    this.isOver = true;
    this.isSettled = true;
    this.#dropSpares();
    this.#shared.all.remove(this.#holder);
  }

  #dropSpares(): void {
    const drops = this.#drops;
    this.#drops = [];
    this.#shared.spares.remove(this.#spareHolder);
    for (const drop of drops) drop();
  }
}

/** Returns a budget without limits, for reads that answer no caller, such as the gateway's own. */
export function createUnlimitedBudget(): ResponseBudget {
  return createResponseLimits({ maxResponseBytes: Infinity, maxHeldBytes: Infinity }).begin(() => {});
}

const NOTHING_SENT =
  'so none of it is sent. Request less in one operation: a smaller `first`, fewer aliases, fewer documents.';

export function responseTooLargeError(maxBytes: number): GatewayError {
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The answer would be larger than ${maxBytes} bytes (MAX_RESPONSE_BYTES), ${NOTHING_SENT}`,
  );
}

function tooMuchMemoryError(bytes: number): GatewayError {
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The answer and its documents would take more than ${Math.floor(bytes)} bytes of memory, the most for one operation, ${NOTHING_SENT}`,
  );
}

function gatewayOverloadedError(): GatewayError {
  return new GatewayError(
    'GATEWAY_OVERLOADED',
    'The gateway has no memory left for answers and documents, and this operation holds the most of it, so it was stopped. Retry later, or ' +
      'request less in one operation.',
  );
}
