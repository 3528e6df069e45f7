/** Vaccinations, including those that were not given, with the reason. */
import type { ImmunizationPageFragment } from '../gql/graphql.ts';
import { formatDate, formatStatus, joinTexts } from '../formatting.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { Guards } from '../parts/guards.tsx';
import { Remarks } from '../parts/remarks.tsx';
import type { Column } from '../parts/record-table.tsx';
import { RecordSection } from './record-section.tsx';

const IMMUNIZATIONS = graphql(`
  fragment Immunizations on Patient {
    immunizationsConnection(first: 10, include: [NOT_DONE]) {
      ...ImmunizationPage
    }
  }
`);

const PAGE = graphql(`
  fragment ImmunizationPage on ImmunizationConnection {
    nodes {
      id
      name
      isEnteredInError
      hasUnknownModifier
      status
      statusReason {
        text
      }
      isSubpotent
      subpotentReasons {
        text
      }
      occurrence
      occurrenceText
      dateElement
      doseText
      protocols {
        series
        doseNumber
        seriesDoses
      }
      lotNumber
      manufacturer {
        display
      }
      source
      notes
      route {
        text
      }
      site {
        text
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreImmunizations($id: ID!, $after: String) {
    patient(id: $id) {
      id
      immunizationsConnection(first: 10, after: $after, include: [NOT_DONE]) {
        ...ImmunizationPage
      }
    }
  }
`);

type Row = ImmunizationPageFragment['nodes'][number];

interface Props {
  readonly patient: FragmentType<typeof IMMUNIZATIONS>;
}

export function Immunizations(props: Props) {
  const { immunizationsConnection } = readFragment(IMMUNIZATIONS, props.patient);
  const page = readFragment(PAGE, immunizationsConnection) ?? null;
  return (
    <RecordSection
      what="immunizations"
      resourceType="Immunization"
      field="immunizationsConnection"
      page={page}
      moreOf={MORE}
      empty="No immunizations on file."
      caption="Immunizations, newest first"
      columns={COLUMNS}
    />
  );
}

function renderStatus(row: Row) {
  const { status, statusReason, isSubpotent, subpotentReasons, route, site, notes } = row;
  return (
    <>
      <div className="badges">
        <span className={`badge ${status === 'COMPLETED' ? 'accent' : 'warn'}`}>
          {STATUSES[status ?? ''] ?? formatStatus(status)}
        </span>
        {isSubpotent === true && <span className="badge warn">Subpotent: may not protect</span>}
        <Guards record={row} />
      </div>
      {joinTexts([statusReason?.text, ...subpotentReasons.map(({ text }) => text)])}
      {status === 'NOT_DONE' && statusReason === null && 'Reason not on file'}
      <Remarks sites={[route, site]} notes={notes} />
    </>
  );
}

const STATUSES: Readonly<Record<string, string>> = { COMPLETED: 'Given', NOT_DONE: 'Not given' };

/** Formats when the vaccine was given. A date of recording says so. */
function formatOccurrence({ occurrence, occurrenceText, dateElement }: Row): string | null {
  if (occurrenceText !== null && dateElement !== 'occurrenceDateTime') return occurrenceText;
  if (occurrence === null) return null;
  return dateElement === 'recorded' ? `Recorded ${formatDate(occurrence)}` : formatDate(occurrence);
}

/** Formats the dose and its place in the series, such as `0.5 mL, dose 2 of 3`. */
function formatDose({ doseText, protocols }: Row): string | null {
  const positions = protocols.map(({ series, doseNumber, seriesDoses }) => {
    const position = joinWords([doseNumber && `dose ${doseNumber}`, seriesDoses && `of ${seriesDoses}`]);
    return joinWords([position, series && `(${series})`]);
  });
  return joinTexts([doseText, ...positions]) || null;
}

function joinWords(words: readonly (string | null)[]): string {
  return words.filter((word) => word !== null && word !== '').join(' ');
}

const COLUMNS: readonly Column<Row>[] = [
  {
    head: 'Vaccine',
    share: 3,
    cell: ({ name, source }) => (
      <>
        {name ?? 'Unnamed vaccine'}
        {source !== null && <span className="aside">{source}</span>}
      </>
    ),
  },
  { head: 'Date', share: 1.5, cell: formatOccurrence },
  { head: 'Status', share: 1.5, cell: renderStatus },
  { head: 'Dose', share: 1.5, cell: formatDose },
  {
    head: 'Lot',
    share: 2,
    cell: ({ lotNumber, manufacturer }) => joinTexts([lotNumber, manufacturer?.display]) || null,
  },
];
