/** How long after it is on record a write may still leave. */

/**
 * A key is leased for this long and for the time that a request may take. A write that leaves later can arrive after another replica has
 * taken the key and answered that its outcome is unknown, upon which somebody writes it again.
 */
export const SEND_WITHIN_MS = 15_000;

export interface SendWindow {
  /** Whether it is too late. */
  readonly isOver: () => boolean;
}

/** Milliseconds since whenever. */
export type Clock = () => number;

/** The monotonic clock can stand still while the machine is suspended; the clock of the system can be set back. */
const CLOCKS: readonly Clock[] = [() => performance.now(), () => Date.now()];

/** Begins now: open it before the lease begins. */
export function openSendWindow(clocks: readonly Clock[] = CLOCKS): SendWindow {
  const elapsed = clocks.map((clock) => {
    const begun = clock();
    return () => clock() - begun;
  });
  return { isOver: () => elapsed.some((sinceMs) => sinceMs() > SEND_WITHIN_MS) };
}
