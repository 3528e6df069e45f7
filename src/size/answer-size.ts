/** Bounds the size of an operation's answer and the memory that the operation holds. Exceeding either stops the operation. */
import { GatewayError } from '../errors.ts';
import { createHeldBytes, type Holder } from './held-bytes.ts';
import { createTurns, type Turns } from './turns.ts';

export interface AnswerSize {
  /** The limit of the encoded answer, in bytes. */
  readonly maxBytes: number;
  /** Why the operation was stopped; null if it was not. A stopped operation answers with this error and nothing else. */
  readonly stoppedBy: GatewayError | null;
  /** Whether values are useless by now: the operation was stopped, or its caller has gone. */
  readonly isOver: boolean;
  /**
   * Counts a value of the answer before it is built. Stops the operation if the answer gets too large.
   * @param bytes the fewest bytes that the value can have once encoded
   * @param memory the bytes that it takes until then
   */
  charge(bytes: number, memory: number): void;
  /** Counts memory that the operation holds: until its end, or until it lets go. Stops the operation if that is too much. */
  hold(memory: number): void;
  /**
   * Marks held memory that the operation can do without. Spare memory of all operations is dropped when it exceeds a quarter of what they may hold
   * together, and that of one operation before it would have to stop.
   * @param drop forgets what takes the memory, and lets go of it
   */
  spare(memory: number, drop: () => void): void;
  /** Counts the encoded answer instead of everything counted so far. */
  settle(bytes: number): void;
  /** Counts memory that is no longer held, such as bytes that were sent. */
  letGo(memory: number): void;
  /** Stops the operation: aborts its requests and withholds its data. Only the first reason counts. */
  stop(error: GatewayError): void;
  /** Calls the listener when the operation is stopped; at once if it already is. */
  onceStopped(listener: () => void): void;
  /** Ends the operation: its answer was sent, or its caller has gone. */
  end(): void;
  readonly turns: Turns;
}

/** The bounds of all operations of the process, and the memory that they hold together. */
export interface SizeBounds {
  /** The limit of an answer, in bytes; Infinity: answers are not measured. */
  readonly maxBytes: number;
  /** The bytes that all operations hold. */
  readonly heldBytes: number;
  /** @param abort aborts the operation's requests, with the reason */
  begin(abort: (reason: GatewayError) => void): AnswerSize;
}

export interface SizeBoundsOptions {
  readonly maxResponseBytes: number;
  /** The memory that all operations may hold together, in bytes. One may hold half of it. */
  readonly maxHeldBytes: number;
}

const SPARE_SHARE = 1 / 4;

export function createSizeBounds({ maxResponseBytes, maxHeldBytes }: SizeBoundsOptions): SizeBounds {
  const all = createHeldBytes(maxHeldBytes);
  const spares = createHeldBytes(maxHeldBytes * SPARE_SHARE);
  const turns = createTurns();
  const shareOfOne = maxHeldBytes / 2;

  return {
    maxBytes: maxResponseBytes,
    get heldBytes() {
      return all.total;
    },
    begin(abort) {
      const listeners: (() => void)[] = [];
      let stoppedBy: GatewayError | null = null;
      let isOver = false;
      let bytes = 0;
      let held = 0;

      const stop = (error: GatewayError): void => {
        if (isOver) return;
        isOver = true;
        stoppedBy = error;
        dropSpares();
        all.end(holder);
        abort(error);
        for (const listener of listeners) listener();
      };
      const holder: Holder = { giveUp: () => stop(gatewayOverloaded()) };
      const letGo = (memory: number): void => {
        held -= memory;
        all.letGo(holder, memory);
      };
      let drops: (() => void)[] = [];
      const dropSpares = (): void => {
        const dropped = drops;
        drops = [];
        spares.end(spareHolder);
        for (const drop of dropped) drop();
      };
      const spareHolder: Holder = { giveUp: dropSpares };
      const hold = (memory: number): void => {
        if (isOver) return;
        held += memory;
        if (held > shareOfOne) dropSpares();
        if (held > shareOfOne) stop(tooMuchMemory(shareOfOne));
        else all.take(holder, memory);
      };

      return {
        maxBytes: maxResponseBytes,
        get stoppedBy() {
          return stoppedBy;
        },
        get isOver() {
          return isOver;
        },
        charge(its, memory) {
          if (isOver) return;
          bytes += its;
          if (bytes > maxResponseBytes) stop(responseTooLarge(maxResponseBytes));
          else hold(memory);
        },
        hold,
        spare(memory, drop) {
          if (isOver) return;
          drops.push(drop);
          spares.take(spareHolder, memory);
        },
        settle(its) {
          dropSpares();
          all.end(holder);
          held = 0;
          hold(its);
        },
        letGo,
        stop,
        onceStopped(listener) {
          if (stoppedBy === null) listeners.push(listener);
          else listener();
        },
        end() {
          isOver = true;
          dropSpares();
          all.end(holder);
        },
        turns,
      };
    },
  };
}

/** Returns the size of reads that answer no caller, such as the gateway's own. */
export function unmeasured(): AnswerSize {
  return createSizeBounds({ maxResponseBytes: Infinity, maxHeldBytes: Infinity }).begin(() => {});
}

const NOTHING_SENT =
  'so none of it is sent. Request less in one operation: a smaller `first`, fewer aliases, fewer documents.';

export function responseTooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The answer would be larger than ${maxBytes} bytes (MAX_RESPONSE_BYTES), ${NOTHING_SENT}`,
  );
}

function tooMuchMemory(bytes: number): GatewayError {
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The answer and its documents would take more than ${Math.floor(bytes)} bytes of memory, the most for one operation, ${NOTHING_SENT}`,
  );
}

function gatewayOverloaded(): GatewayError {
  return new GatewayError(
    'GATEWAY_OVERLOADED',
    'The gateway has no memory left for answers and documents, and this operation holds the most of it, so it was stopped. Retry later, or ' +
      'request less in one operation.',
  );
}
