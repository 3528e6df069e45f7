/** Visits, stays and other contacts with care. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { codeText, dateText, firstText, listText } from '../words.ts';
import { Guards } from '../parts/guards.tsx';
import { ChartSection } from './chart-section.tsx';

const ENCOUNTERS = graphql(`
  fragment Encounters on Patient {
    encountersConnection(first: 10) {
      ...EncounterPage
    }
  }
`);

const PAGE = graphql(`
  fragment EncounterPage on EncounterConnection {
    nodes {
      id
      isEnteredInError
      hasUnknownModifier
      status
      types {
        text
      }
      class {
        display
      }
      period {
        start
        end
      }
      reasons {
        text
      }
      locations {
        location {
          display
        }
      }
      participants {
        individual {
          display
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreEncounters($id: ID!, $after: String) {
    patient(id: $id) {
      id
      encountersConnection(first: 10, after: $after) {
        ...EncounterPage
      }
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof ENCOUNTERS>;
}

export function Encounters(props: Props) {
  const { encountersConnection } = readFragment(ENCOUNTERS, props.patient);
  const page = readFragment(PAGE, encountersConnection) ?? null;
  return (
    <ChartSection
      title="Encounters"
      what="encounters"
      resourceType="Encounter"
      field="encountersConnection"
      page={page}
      moreOf={MORE}
      empty="No visit or stay is on file."
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                {firstText(listText(row.types.map(({ text }) => text)), row.class?.display, 'Encounter')}
                {row.status !== 'FINISHED' && row.status !== null && (
                  <span className="badge">{codeText(row.status)}</span>
                )}
                <Guards record={row} />
              </p>
              <p>{listText(row.reasons.map(({ text }) => text))}</p>
              <p className="muted">
                {spanText(row.period)}
                {placesAndPeople([
                  ...row.locations.map(({ location }) => location?.display),
                  ...row.participants.map(({ individual }) => individual?.display),
                ])}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ChartSection>
  );
}

/** One day where it begins and ends on the same. */
function spanText(period: { start: string | null; end: string | null } | null): string {
  const start = dateText(period?.start);
  const { end = null } = period ?? {};
  const last = end === null ? start : dateText(end);
  return last === start ? start : `${start} to ${last}`;
}

function placesAndPeople(names: readonly (string | null | undefined)[]): string {
  const text = listText([...new Set(names)]);
  return text === '' ? '' : ` · ${text}`;
}
