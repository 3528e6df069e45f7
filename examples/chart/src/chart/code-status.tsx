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
      {entries.length > 0 && ` ${entries.map(entryText).join('; ')}`}
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
      return 'Could not be read: look it up';
  }
}

function entryText({ text, date }: Status['entries'][number]): string {
  return `${text ?? 'without words'} (${listText([dateText(date)])})`;
}
