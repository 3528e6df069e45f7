/** Limits how long after its record is saved a write may still be sent. */

/**
 * The lease of a key is this long plus the request timeout. A write sent later could arrive after another replica has claimed the key and reported an
 * unknown outcome, and after the caller has repeated the write with a new key.
 */
export const SEND_WINDOW_MS = 15_000;

export interface SendWindow {
  readonly isOver: () => boolean;
}

/** Returns milliseconds since any fixed moment. */
export type Clock = () => number;

/** The monotonic clock can stop while the machine is suspended, and the system clock can be set back. The window ends when either clock says so. */
const CLOCKS: readonly Clock[] = [() => performance.now(), () => Date.now()];

/** Opens a window that begins now. */
export function openSendWindow(clocks: readonly Clock[] = CLOCKS): SendWindow {
  const elapsed = clocks.map((clock) => {
    const begun = clock();
    return () => clock() - begun;
  });
  return { isOver: () => elapsed.some((sinceMs) => sinceMs() > SEND_WINDOW_MS) };
}
