/** Says that a record was merged into another one, and leads there: a chart that is left behind gets no more entries. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { goTo } from '../places.ts';

const REPLACED = graphql(`
  fragment Replaced on Patient {
    isReplacedBy
    replacedBy {
      reference
      display
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof REPLACED>;
}

export function Replaced(props: Props) {
  const { isReplacedBy, replacedBy } = readFragment(REPLACED, props.patient);
  if (isReplacedBy !== true) return null;
  const [, id] = /(?:^|\/)Patient\/([^/]+)$/.exec(replacedBy?.reference ?? '') ?? [];
  return (
    <p className="notice strong">
      This record was merged into another one, which has what is new.{' '}
      {id !== undefined && (
        <button
          type="button"
          className="link"
          onClick={() => goTo({ name: 'chart', patientId: id, noteId: null })}
        >
          Open {replacedBy?.display ?? 'the other record'}
        </button>
      )}
    </p>
  );
}
