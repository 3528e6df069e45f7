/** Do-not-give and do-not-perform orders, in the chart header and above the medications. */
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
    // NOT_ALL_CATEGORIES says nothing about this patient: the server can only search care plans by category.
    ({ code }) => !code.endsWith('_LEFT_OUT') && code !== 'NOT_ALL_CATEGORIES',
  );
  const texts = [...new Set(prohibitions?.filter(({ isInForce }) => isInForce).map(({ text }) => text))];
  if (prohibitions === null)
    return (
      <p className="notice strong">
        Do-not-give orders could not be loaded: check the EHR before giving or doing anything.
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
        <p className="notice">Some orders could not be read: do-not-give orders may be missing.</p>
      )}
    </>
  );
}
