/** Resuscitation orders. Preferences and documents are shown separately, because they are not orders. */
import type { CodeStatusFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate, formatStatus, joinTexts } from '../formatting.ts';

const CODE_STATUS = graphql(`
  fragment CodeStatus on Patient {
    codeStatus {
      state
      mayBeIncomplete
      entries {
        text
        date
        status
        sourceType
      }
      wishes {
        text
        date
        status
        sourceType
      }
      documents {
        text
        date
        status
        sourceType
      }
    }
  }
`);

type Status = NonNullable<CodeStatusFragment['codeStatus']>;

interface Props {
  /** Null until it is loaded, and if it could not be loaded. */
  readonly patient: FragmentType<typeof CODE_STATUS> | null;
  readonly isLoading: boolean;
}

export function CodeStatus({ patient, isLoading }: Props) {
  const codeStatus = readFragment(CODE_STATUS, patient)?.codeStatus ?? null;
  const tone = codeStatus?.state === 'NOT_STATED' ? 'calm' : 'unsure';
  return (
    <section className={`code-status ${tone}`} aria-label="Code Status">
      <span className="label">Code Status</span>{' '}
      {codeStatus === null ? (
        <b>{patient === null && isLoading ? 'Loading…' : 'Could not be loaded: check the EHR'}</b>
      ) : (
        <Orders codeStatus={codeStatus} />
      )}
    </section>
  );
}

function Orders({ codeStatus }: { codeStatus: Status }) {
  const { mayBeIncomplete, entries, wishes, documents } = codeStatus;
  const others = [...wishes, ...documents];
  return (
    <>
      <b>{formatState(codeStatus)}</b>
      {entries.length > 0 && ` ${entries.map(formatOrder).join('; ')}`}
      {mayBeIncomplete &&
        codeStatus.state !== 'NOT_READABLE' &&
        ' Some records could not be read, so there may be more.'}
      {others.length > 0 && (
        <span className="muted detail">
          {' '}
          Preferences and advance directives (not orders): {others.map(formatEntry).join('; ')}.
        </span>
      )}
    </>
  );
}

/** None of these texts may read as "full code": the record never says that. */
function formatState({ state }: Status): string {
  switch (state) {
    case 'STATED':
      return 'Order:';
    case 'CONFLICTING':
      return 'Conflicting orders:';
    case 'NOT_STATED':
      return 'No order on file';
    case 'NOT_READABLE':
      return 'An order may be in force: check the EHR';
  }
}

/** Shows the status of an order that is on hold or of unknown status. */
function formatOrder(order: Status['entries'][number]): string {
  if (order.status === 'on-hold') return `${formatEntry(order)}, on hold`;
  return order.status === 'unknown' ? `${formatEntry(order)}, status unknown` : formatEntry(order);
}

/** Names an alert as one, because only an order is certain, and says what is no longer current. */
function formatEntry({ text, date, status, sourceType }: Status['wishes'][number]): string {
  const isOver = status !== null && OVER.has(status);
  return `${text ?? 'not described'} (${joinTexts([
    formatDate(date),
    sourceType === 'Flag' && 'alert, not an order',
    isOver && formatStatus(status.toUpperCase()).toLowerCase(),
  ])})`;
}

const OVER: ReadonlySet<string> = new Set(['superseded', 'inactive', 'completed', 'cancelled']);
