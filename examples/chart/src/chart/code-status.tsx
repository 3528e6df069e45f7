/** Orders about resuscitation; wishes and documents stand apart, since they are not orders. */
import type { CodeStatusFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { dateText, listText } from '../words.ts';

const CODE_STATUS = graphql(`
  fragment CodeStatus on Patient {
    codeStatus {
      state
      mayBeIncomplete
      entries {
        text
        date
        status
      }
      wishes {
        text
        date
      }
      documents {
        text
        date
      }
    }
  }
`);

type Status = NonNullable<CodeStatusFragment['codeStatus']>;

interface Props {
  readonly patient: FragmentType<typeof CODE_STATUS>;
}

export function CodeStatus(props: Props) {
  const { codeStatus } = readFragment(CODE_STATUS, props.patient);
  if (codeStatus === null) return <b>Could not be loaded: look it up</b>;
  const { mayBeIncomplete, entries, wishes, documents } = codeStatus;
  const others = [...wishes, ...documents];
  return (
    <>
      <b>{headlineOf(codeStatus)}</b>
      {entries.length > 0 && ` ${entries.map(orderText).join('; ')}`}
      {mayBeIncomplete && codeStatus.state !== 'NOT_READABLE' && ' There may be more than could be read.'}
      {others.length > 0 && (
        <span className="muted"> Wishes and directives, not orders: {others.map(entryText).join('; ')}.</span>
      )}
    </>
  );
}

/** Nothing here ever means that everything is to be done. */
function headlineOf({ state }: Status): string {
  switch (state) {
    case 'STATED':
      return 'Order:';
    case 'CONFLICTING':
      return 'Orders that contradict each other:';
    case 'NOT_STATED':
      return 'No order on file';
    case 'NOT_READABLE':
      return 'There may be an order: look it up';
  }
}

/** An order on hold has to look like one. */
function orderText(order: Status['entries'][number]): string {
  return order.status === 'on-hold' || order.status === 'unknown'
    ? `${entryText(order)}, status: ${order.status}`
    : entryText(order);
}

function entryText({ text, date }: Status['wishes'][number]): string {
  return `${text ?? 'without words'} (${listText([dateText(date)])})`;
}
