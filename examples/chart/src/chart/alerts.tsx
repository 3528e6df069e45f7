/** What to be aware of when caring for the patient, such as a risk of falls: the alerts (FHIR: Flag) that are in force, in the chart header. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { Guards } from '../parts/guards.tsx';
import { useChart } from './chart-context.ts';

const ALERTS = graphql(`
  fragment Alerts on Patient {
    flagsConnection(first: 20) {
      nodes {
        id
        name
        status
        statusCode
        isActive
        isEnteredInError
        hasUnknownModifier
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof ALERTS>;
}

export function Alerts(props: Props) {
  const { flagsConnection } = readFragment(ALERTS, props.patient);
  const { warningsOf } = useChart();
  if (!flagsConnection)
    return <p className="notice strong detail">Alerts could not be loaded: check the EHR.</p>;
  const alerts = flagsConnection.nodes.filter(({ isActive }) => isActive !== false);
  const isPartial =
    flagsConnection.pageInfo.hasNextPage ||
    warningsOf(['flagsConnection'], 'Flag').some(({ code }) => !code.endsWith('_LEFT_OUT'));
  return (
    <>
      {alerts.length > 0 && (
        <section className="alerts detail" aria-label="Alerts">
          <b>Alerts</b>
          <ul className="inline">
            {alerts.map(({ id, name, status, statusCode, isActive, ...record }) => (
              <li key={id}>
                {name ?? 'Unnamed alert'}
                {isActive === null &&
                  ` (${status === 'UNRECOGNIZED' && statusCode !== null ? `status ${statusCode}: ` : ''}unclear whether it still applies)`}
                <Guards record={record} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {isPartial && <p className="notice detail">Some alerts could not be read.</p>}
    </>
  );
}
