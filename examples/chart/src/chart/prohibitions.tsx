/** What must not be given or done: in the header of the chart, and above the medications. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';

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
  const texts = [...new Set(prohibitions?.filter(({ isInForce }) => isInForce).map(({ text }) => text))];
  if (prohibitions === null)
    return (
      <p className="notice strong">
        It could not be loaded what must not be given or done: look it up before giving anything.
      </p>
    );
  if (texts.length === 0) return null;
  return (
    <section className="prohibitions" aria-label={props.label}>
      <ul className="inline">
        {texts.map((text) => (
          <li key={text}>
            <strong>{text}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
