import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate, formatStatus, joinTexts, pickText } from '../formatting.ts';
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
      empty="No encounters on file."
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                {pickText(joinTexts(row.types.map(({ text }) => text)), row.class?.display, 'Encounter')}
                {row.status !== 'FINISHED' && row.status !== null && (
                  <span className="badge">{formatStatus(row.status)}</span>
                )}
                <Guards record={row} />
              </p>
              <p>{joinTexts(row.reasons.map(({ text }) => text))}</p>
              <p className="muted">
                {formatPeriod(row.period)}
                {formatPlacesAndPeople([
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

/** Formats a period; one that starts and ends on the same day as a single date. */
function formatPeriod(period: { start: string | null; end: string | null } | null): string {
  const start = formatDate(period?.start);
  const { end = null } = period ?? {};
  const last = end === null ? start : formatDate(end);
  return last === start ? start : `${start} to ${last}`;
}

function formatPlacesAndPeople(names: readonly (string | null | undefined)[]): string {
  const text = joinTexts([...new Set(names)]);
  return text === '' ? '' : ` · ${text}`;
}
