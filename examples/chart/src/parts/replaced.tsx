/** Warns that a record was merged into another one, and links to it. A merged record gets no new entries. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { goTo } from '../navigation.ts';

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
      This record was merged into another record. See that record for current information.{' '}
      {id !== undefined && (
        <button
          type="button"
          className="link"
          onClick={() => goTo({ name: 'chart', patientId: id, documentId: null })}
        >
          Open {replacedBy?.display ?? 'the other record'}
        </button>
      )}
    </p>
  );
}
