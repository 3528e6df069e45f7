/** How large the answer of an operation gets, and how much memory the operation holds meanwhile: each has a bound that stops the operation. */
import { GatewayError } from '../errors.ts';
import { createHeldBytes, type Holder } from './held-bytes.ts';
import { createTurns, type Turns } from './turns.ts';

export interface AnswerSize {
  /** The most bytes that the encoded answer may have. */
  readonly maxBytes: number;
  /** Why the operation was stopped; null where it was not. A stopped operation answers with this error and nothing else. */
  readonly stoppedBy: GatewayError | null;
  /** Whether values are of no use any more: the operation was stopped, or its caller has gone. */
  readonly isOver: boolean;
  /**
   * Counts a value of the answer before it is built. Stops the operation where the answer gets too large.
   * @param bytes the least that the value can have once it is encoded
   * @param memory the bytes that it takes until then
   */
  charge(bytes: number, memory: number): void;
  /** Counts memory that the operation holds until its end. Stops the operation where that is too much. */
  hold(memory: number): void;
  /** Counts the encoded answer in the place of everything that it was made of. */
  settle(bytes: number): void;
  /** Counts what has been sent, and so is not held any more. */
  letGo(bytes: number): void;
  /** Stops the operation: aborts what it waits for, and withholds its data. Only the first reason counts. */
  stop(error: GatewayError): void;
  /** Calls the listener when the operation is stopped; at once where it is already. */
  onceStopped(listener: () => void): void;
  /** Ends the operation, whose answer was sent or has nobody to go to. */
  end(): void;
  readonly turns: Turns;
}

/** The bounds of all operations of the process, and what these hold together. */
export interface SizeBounds {
  /** The most bytes that an answer may have; Infinity: answers are not measured. */
  readonly maxBytes: number;
  /** The bytes that all operations hold. */
  readonly heldBytes: number;
  /** @param abort aborts what the operation waits for, with the reason */
  begin(abort: (reason: GatewayError) => void): AnswerSize;
}

export interface SizeBoundsOptions {
  readonly maxResponseBytes: number;
  /** The most bytes of memory that all operations may hold together; one may hold half of that. */
  readonly maxHeldBytes: number;
}

export function createSizeBounds({ maxResponseBytes, maxHeldBytes }: SizeBoundsOptions): SizeBounds {
  const all = createHeldBytes(maxHeldBytes);
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
        all.end(holder);
        abort(error);
        for (const listener of listeners) listener();
      };
      const holder: Holder = { giveUp: () => stop(gatewayOverloaded()) };
      const hold = (memory: number): void => {
        if (isOver) return;
        held += memory;
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
        settle(its) {
          all.end(holder);
          held = 0;
          hold(its);
        },
        letGo(its) {
          held -= its;
          all.letGo(holder, its);
        },
        stop,
        onceStopped(listener) {
          if (stoppedBy === null) listeners.push(listener);
          else listener();
        },
        end() {
          isOver = true;
          all.end(holder);
        },
        turns,
      };
    },
  };
}

/** The size of what is answered to nobody, such as what the gateway reads for itself. */
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
    'The gateway holds as much of answers and documents as it has memory for, and this operation holds the most, so it was stopped. Retry ' +
      'later, or request less in one operation.',
  );
}
