/** What must not be given or done: in the header of the chart, and above the medications. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { useChart } from './chart-context.ts';

const PROHIBITIONS = graphql(`
  fragment Prohibitions on Patient {
    prohibitions {
      text
      isInForce
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof PROHIBITIONS>;
  readonly label: string;
}

export function Prohibitions(props: Props) {
  const { prohibitions } = readFragment(PROHIBITIONS, props.patient);
  const { warningsOf } = useChart();
  const isPartial = warningsOf(['prohibitions']).some(
    // A search of care plans by category says nothing of this patient: the server offers no other.
    ({ code }) => !code.endsWith('_LEFT_OUT') && code !== 'NOT_ALL_CATEGORIES',
  );
  const texts = [...new Set(prohibitions?.filter(({ isInForce }) => isInForce).map(({ text }) => text))];
  if (prohibitions === null)
    return (
      <p className="notice strong">
        It could not be loaded what must not be given or done: look it up before giving anything.
      </p>
    );
  return (
    <>
      {texts.length > 0 && (
        <section className="prohibitions" aria-label={props.label}>
          <ul className="inline">
            {texts.map((text) => (
              <li key={text}>
                <strong>{text}</strong>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isPartial && (
        <p className="notice">Not every order could be read: there may be more that must not be given.</p>
      )}
    </>
  );
}
