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
  /** Null until it is loaded, and if it could not be loaded. */
  readonly patient: FragmentType<typeof PROHIBITIONS> | null;
  readonly isLoading?: boolean;
  readonly label: string;
  /** Whether it says what was searched if no order was found. */
  readonly hasScope?: boolean;
}

export function Prohibitions(props: Props) {
  const prohibitions = readFragment(PROHIBITIONS, props.patient)?.prohibitions ?? null;
  const { warningsOf } = useChart();
  const warnings = warningsOf(['prohibitions']);
  // The server can only search such records by category, so the search of every patient is narrow. Nothing failed for this one.
  const narrowTypes = new Set(
    warnings.flatMap(({ code, resourceType }) => (code === 'NOT_ALL_CATEGORIES' ? [resourceType] : [])),
  );
  const isPartial = warnings.some(
    ({ code, resourceType }) =>
      !code.endsWith('_LEFT_OUT') &&
      code !== 'NOT_ALL_CATEGORIES' &&
      !(code === 'PROHIBITIONS_INCOMPLETE' && narrowTypes.has(resourceType)),
  );
  const texts = [...new Set(prohibitions?.filter(({ isInForce }) => isInForce).map(({ text }) => text))];
  if (props.patient === null && props.isLoading === true)
    return <p className="notice">Loading do-not-give orders…</p>;
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
      {props.hasScope === true && !isPartial && texts.length === 0 && narrowTypes.size > 0 && (
        <p className="muted detail">
          No do-not-give orders found. Care plans were searched in the usual category only.
        </p>
      )}
    </>
  );
}
