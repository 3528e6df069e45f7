/** The send window: limits how long after its record a write may still be sent. */

/**
 * The lease of a key is this long, and the timeout of a request. A write that left later could arrive after another replica has taken the key
 * and answered that the outcome is unknown, and after its caller has written the same again.
 */
export const SEND_WINDOW_MS = 15_000;

export interface SendWindow {
  readonly isOver: () => boolean;
}

/** Milliseconds since any fixed moment. */
export type Clock = () => number;

/** The monotonic clock can stop while the machine is suspended, and the system's clock can be set back: the later one counts. */
const CLOCKS: readonly Clock[] = [() => performance.now(), () => Date.now()];

/** Opens a window that begins now. */
export function openSendWindow(clocks: readonly Clock[] = CLOCKS): SendWindow {
  const elapsed = clocks.map((clock) => {
    const begun = clock();
    return () => clock() - begun;
  });
  return { isOver: () => elapsed.some((sinceMs) => sinceMs() > SEND_WINDOW_MS) };
}
