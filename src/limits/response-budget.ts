/** Limits the size of an operation's response and the memory that the operation holds. Exceeding either limit stops the operation. */
import { GatewayError } from '../errors.ts';
import { createMemoryPool, type MemoryHolder, type MemoryPool } from './memory-pool.ts';
import { createTurnScheduler, type TurnScheduler } from './turn-scheduler.ts';

export interface ResponseBudget {
  /** The id of the site; undefined without a sites file, and until the request is admitted. Sites share memory and turns fairly. */
  readonly site: string | undefined;
  /** The limit of the encoded response, in bytes. */
  readonly maxBytes: number;
  /** Why the operation was stopped; null if it was not. The response of a stopped operation is this error and nothing else. */
  readonly stoppedBy: GatewayError | null;
  /** Whether no more values are needed: the operation was stopped or has ended. */
  readonly isOver: boolean;
  /** Whether the records of the operation no longer count: its response is encoded, or it is over. */
  readonly isSettled: boolean;
  setSite(id: string): void;
  /**
   * Counts a value of the response before it is built. Stops the operation if the response becomes too large.
   * @param bytes the minimum size of the encoded value
   * @param memory the bytes that the value takes until then
   */
  charge(bytes: number, memory: number): void;
  /** Counts memory until the operation releases it or ends. Stops the operation if it holds too much. */
  hold(memory: number): void;
  /**
   * Marks held memory that the operation can do without. The operation with the most spare memory drops it when all operations together have more
   * than a quarter of the pool. Each operation drops its own before it would be stopped.
   * @param drop drops the references to the memory, and releases it
   */
  holdSpare(memory: number, drop: () => void): void;
  /** Counts the encoded response instead of everything counted so far. */
  settle(bytes: number): void;
  /** Stops counting memory, for example after its bytes were sent. */
  release(memory: number): void;
  /** Stops the operation: aborts its requests and withholds its data. Has no effect on one that is over. */
  stop(error: GatewayError): void;
  /** Calls the listener when the operation is stopped; at once if it was. */
  onceStopped(listener: () => void): void;
  /** Ends the operation: its response was sent, or its client disconnected. */
  end(): void;
  readonly turns: TurnScheduler;
}

/** The limits of all operations of the process, and the memory that they hold together. */
export interface ResponseLimits {
  /** The limit of a response, in bytes; Infinity if responses are not limited. */
  readonly maxBytes: number;
  /** The bytes that all operations hold now. */
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

/** Belongs to a site once the request is admitted. */
interface SiteHolder extends MemoryHolder {
  site: string | undefined;
}

class OperationBudget implements ResponseBudget {
  site: string | undefined;
  stoppedBy: GatewayError | null = null;
  isOver = false;
  isSettled = false;
  readonly maxBytes: number;
  readonly turns: TurnScheduler;
  readonly #shared: SharedLimits;
  readonly #abort: (reason: GatewayError) => void;
  readonly #holder: SiteHolder = { site: undefined, evict: () => this.stop(gatewayOverloadedError()) };
  readonly #spareHolder: SiteHolder = { site: undefined, evict: () => this.#dropSpares() };
  readonly #listeners: (() => void)[] = [];
  /** Each drops some spare memory. */
  #drops: (() => void)[] = [];
  #bytes = 0;
  #held = 0;

  constructor(shared: SharedLimits, abort: (reason: GatewayError) => void) {
    this.#shared = shared;
    this.#abort = abort;
    this.maxBytes = shared.maxBytes;
    this.turns = shared.turns;
  }

  setSite(id: string): void {
    this.site = id;
    this.#holder.site = id;
    this.#spareHolder.site = id;
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

/** Returns a budget without limits, for the gateway's own reads. */
export function createUnlimitedBudget(): ResponseBudget {
  return createResponseLimits({ maxResponseBytes: Infinity, maxHeldBytes: Infinity }).begin(() => {});
}

const SELECT_LESS =
  'The gateway sent none of it. Select less in one operation: a smaller `first`, fewer aliases, fewer documents.';

export function responseTooLargeError(maxBytes: number): GatewayError {
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The response would exceed ${maxBytes} bytes (MAX_RESPONSE_BYTES). ${SELECT_LESS}`,
  );
}

function tooMuchMemoryError(bytes: number): GatewayError {
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The response and its documents would exceed ${Math.floor(bytes)} bytes of memory, the limit of one operation. ${SELECT_LESS}`,
  );
}

function gatewayOverloadedError(): GatewayError {
  return new GatewayError(
    'GATEWAY_OVERLOADED',
    'The gateway ran out of memory for responses and stopped this operation, which held the most. Retry later, or select less in one operation.',
  );
}
