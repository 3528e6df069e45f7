/** Visits, hospital stays and other contacts with care. */
import type { EncounterPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate, joinTexts, pickText } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import type { Column } from '../parts/record-table.tsx';
import { StatusBadge, type StatusTone } from '../parts/status-badge.tsx';
import { RecordSection } from './record-section.tsx';

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
      statusCode
      types {
        text
      }
      class {
        display
        code
      }
      period {
        start
        end
      }
      reasons {
        text
      }
      locations {
        statusCode
        location {
          display
        }
        isCurrent
      }
      participants {
        types {
          text
        }
        individual {
          display
        }
        isCurrent
      }
      serviceProvider {
        display
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

type Row = EncounterPageFragment['nodes'][number];

const TONES: Readonly<Record<string, StatusTone>> = {
  FINISHED: 'plain',
  CANCELLED: 'plain',
  ARRIVED: 'accent',
  TRIAGED: 'accent',
  IN_PROGRESS: 'accent',
  ONLEAVE: 'accent',
};
const WORDS: Readonly<Record<string, string>> = { ONLEAVE: 'In progress, on leave' };
/** A visit with one of these statuses has not ended, so an end is not missing. */
const LASTING: ReadonlySet<string | null> = new Set(['ARRIVED', 'TRIAGED', 'IN_PROGRESS', 'ONLEAVE']);

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Visit', share: 2.2, cell: (row) => <Visit row={row} /> },
  {
    head: 'Status',
    share: 1.2,
    cell: ({ status, statusCode }) => (
      <StatusBadge status={status} statusCode={statusCode} tones={TONES} words={WORDS} />
    ),
  },
  { head: 'Date', share: 1.6, cell: (row) => formatPeriod(row) },
  { head: 'Location', share: 1.6, cell: (row) => formatPlaces(row) || null },
  { head: 'With', share: 1.8, cell: (row) => formatPeople(row) || null },
];

interface Props {
  readonly patient: FragmentType<typeof ENCOUNTERS>;
}

export function Encounters(props: Props) {
  const { encountersConnection } = readFragment(ENCOUNTERS, props.patient);
  const page = readFragment(PAGE, encountersConnection) ?? null;
  return (
    <RecordSection
      what="visits"
      resourceType="Encounter"
      field="encountersConnection"
      page={page}
      moreOf={MORE}
      empty="No visits on file."
      caption="Visits, newest first, planned ones last"
      columns={COLUMNS}
      isVoid={({ isEnteredInError, status }) => isEnteredInError || status === 'CANCELLED'}
    />
  );
}

function Visit({ row }: { readonly row: Row }) {
  const kind = pickText(row.class?.display, row.class?.code);
  const details = joinTexts([kind, ...row.reasons.map(({ text }) => text)]);
  return (
    <>
      <span className="subject">{joinTexts(row.types.map(({ text }) => text)) || 'Visit'}</span>{' '}
      <Guards record={row} />
      {details !== '' && <span className="aside">{details}</span>}
    </>
  );
}

/** Formats a period; one that starts and ends on the same day as a single date. */
function formatPeriod({ period, status }: Row): string {
  const { start = null, end = null } = period ?? {};
  if (start === null && end === null) return 'Date not on file';
  if (start === null) return `Until ${formatDate(end)}, start not on file`;
  const first = formatDate(start);
  if (end === null) return LASTING.has(status) ? `Since ${first}` : first;
  const last = formatDate(end);
  return last === first ? first : `${first} to ${last}`;
}

/** Names the places, and the status of those where the patient is not now. */
function formatPlaces({ locations, serviceProvider }: Row): string {
  const places = locations.map(({ statusCode, location, isCurrent }) => {
    const name = location?.display ?? null;
    return name === null || isCurrent ? name : `${name} (${statusCode ?? 'no longer or not yet'})`;
  });
  return pickText(joinTexts([...new Set(places)]), serviceProvider?.display);
}

/** Names each person once, with all roles. */
function formatPeople({ participants }: Row): string {
  const roles = new Map<string, Set<string | null>>();
  for (const { types, individual, isCurrent } of participants) {
    const shown = individual?.display ?? null;
    const name = shown === null || isCurrent ? shown : `${shown}, no longer or not yet`;
    if (name === null) continue;
    const known = roles.get(name) ?? new Set();
    for (const { text } of types) known.add(text);
    roles.set(name, known);
  }
  return joinTexts(
    [...roles].map(([name, known]) => {
      const text = joinTexts([...known]);
      return text === '' ? name : `${name} (${text})`;
    }),
  );
}
