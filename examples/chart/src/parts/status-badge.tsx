/** The status of a record as a badge. A code that the graph does not know is shown as sent. */
import { formatStatus } from '../formatting.ts';

/** `accent` is in force, `warn` needs attention, `plain` is over. */
export type StatusTone = 'accent' | 'warn' | 'plain';

interface Props {
  readonly status: string | null;
  /** The status as sent; null if the record has none. */
  readonly statusCode: string | null;
  /** Why the record has the status; null if nothing is on file. */
  readonly reason?: string | null;
  /** The words for a status that its code does not say well. */
  readonly words?: Readonly<Record<string, string>>;
  /** A status without a row needs attention. */
  readonly tones: Readonly<Record<string, StatusTone>>;
}

const NO_WORDS: Readonly<Record<string, string>> = {};

export function StatusBadge({ status, statusCode, reason = null, words = NO_WORDS, tones }: Props) {
  // Guards show it, in every list alike.
  if (status === 'ENTERED_IN_ERROR') return null;
  const tone = tones[status ?? ''] ?? 'warn';
  const text = words[status ?? ''] ?? formatStatus(status);
  return (
    <>
      <span className={tone === 'plain' ? 'badge' : `badge ${tone}`}>
        {status === 'UNRECOGNIZED' && statusCode !== null ? `${text}: ${statusCode}` : text}
      </span>
      {reason !== null && <span className="aside">Reason: {reason}</span>}
    </>
  );
}
