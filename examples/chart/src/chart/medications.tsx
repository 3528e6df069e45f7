/** Medication orders: the current ones, or all with their status. Do-not-give orders are above the list, and never in it. */
import { useQuery } from '@apollo/client/react';
import { type ReactNode, useState } from 'react';
import { failureOf } from '../failures.ts';
import type { MedicationPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatDate } from '../formatting.ts';
import { Choice } from '../parts/choice.tsx';
import { Guards } from '../parts/guards.tsx';
import { Remarks } from '../parts/remarks.tsx';
import { type Column, RecordTable } from '../parts/record-table.tsx';
import { StatusBadge, type StatusTone } from '../parts/status-badge.tsx';
import { useChart } from './chart-context.ts';
import { ChartSection } from './chart-section.tsx';
import { Prohibitions } from './prohibitions.tsx';

const MEDICATIONS = graphql(`
  fragment Medications on Patient {
    medicationsConnection(first: 10, status: [ACTIVE]) {
      ...MedicationPage
    }
    ...Prohibitions
  }
`);

const PAGE = graphql(`
  fragment MedicationPage on MedicationRequestConnection {
    nodes {
      id
      name
      isEnteredInError
      hasUnknownModifier
      status
      statusCode
      statusReason {
        text
      }
      intent
      reported
      doNotPerform
      dosageText
      source
      authoredOn
      requester {
        display
      }
      notes
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreMedications($id: ID!, $after: String) {
    patient(id: $id) {
      id
      medicationsConnection(first: 10, after: $after, status: [ACTIVE]) {
        ...MedicationPage
      }
    }
  }
`);

const ALL = graphql(`
  query AllMedications($id: ID!, $after: String) {
    patient(id: $id) {
      id
      medicationsConnection(first: 10, after: $after, include: [ENTERED_IN_ERROR]) {
        ...MedicationPage
      }
    }
  }
`);

type Row = MedicationPageFragment['nodes'][number];

const VIEWS = { current: 'Current', all: 'All, with stopped and completed' } as const;

const TONES: Readonly<Record<string, StatusTone>> = {
  ACTIVE: 'accent',
  CANCELLED: 'plain',
  COMPLETED: 'plain',
  STOPPED: 'plain',
};
const WORDS: Readonly<Record<string, string>> = {
  DRAFT: 'Draft: not in force',
  ON_HOLD: 'On hold: the patient may still take it',
};

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Medication', share: 2.2, cell: (row) => <Medication row={row} /> },
  {
    head: 'Status',
    share: 1.3,
    cell: ({ status, statusCode, statusReason }) => (
      <StatusBadge
        status={status}
        statusCode={statusCode}
        reason={statusReason?.text ?? null}
        tones={TONES}
        words={WORDS}
      />
    ),
  },
  {
    head: 'Instructions',
    share: 3,
    cell: ({ dosageText }) => dosageText ?? <span className="muted">No instructions on file</span>,
  },
  {
    head: 'Origin',
    share: 1.2,
    cell: (row) => (
      <>
        {originOf(row)}
        {row.source !== null && row.reported !== true && <span className="aside">{row.source}</span>}
      </>
    ),
  },
  { head: 'Prescriber', share: 1.5, cell: ({ requester }) => requester?.display ?? null },
  {
    head: 'Date',
    share: 1.3,
    cell: ({ authoredOn }) => (authoredOn === null ? null : formatDate(authoredOn)),
  },
];

interface Props {
  readonly patient: FragmentType<typeof MEDICATIONS>;
}

export function Medications(props: Props) {
  const medications = readFragment(MEDICATIONS, props.patient);
  const [view, setView] = useState<keyof typeof VIEWS>('current');
  const above = (
    <>
      <Prohibitions patient={medications} label="Do Not Give" />
      <Choice label="Medications shown" options={VIEWS} value={view} onChoose={setView} />
    </>
  );
  if (view === 'all') return <AllMedications above={above} />;
  return (
    <ChartSection
      what="medications"
      resourceType="MedicationRequest"
      field="medicationsConnection"
      page={readFragment(PAGE, medications.medicationsConnection) ?? null}
      moreOf={MORE}
      empty="No current medications on file."
      above={above}
    >
      {(rows) => <MedicationTable rows={rows} caption="Current medications, newest first" />}
    </ChartSection>
  );
}

function AllMedications({ above }: { readonly above: ReactNode }) {
  const { patientId } = useChart();
  const { data, error, loading } = useQuery(ALL, {
    variables: { id: patientId },
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  return (
    <ChartSection
      what="medications"
      resourceType="MedicationRequest"
      field="medicationsConnection"
      page={readFragment(PAGE, data?.patient?.medicationsConnection) ?? null}
      loaded={{ isLoading: loading, failure: failureOf(error) }}
      moreOf={ALL}
      empty="No medications on file."
      above={above}
    >
      {(rows) => <MedicationTable rows={rows} caption="All medications, newest first" />}
    </ChartSection>
  );
}

function MedicationTable({ rows, caption }: { readonly rows: readonly Row[]; readonly caption: string }) {
  return (
    <RecordTable
      caption={caption}
      columns={COLUMNS}
      rows={rows}
      isVoid={({ isEnteredInError }) => isEnteredInError}
    />
  );
}

function Medication({ row }: { readonly row: Row }) {
  return (
    <>
      <span className="subject">{row.name ?? 'Unnamed medication'}</span>{' '}
      {row.doNotPerform === true && <strong className="badge danger">Do not give</strong>}
      <Guards record={row} />
      <Remarks notes={row.notes} />
    </>
  );
}

/** Any other intent is one of the kinds of orders. */
const ORIGINS: Readonly<Record<string, string>> = {
  DIRECTIVE: 'Directive',
  OPTION: 'An option, not an order',
  PLAN: 'Planned or home medication',
  PROPOSAL: 'Proposed, not ordered',
  UNRECOGNIZED: 'Unrecognized origin',
};

/** US Core records home medications with the intent `plan`, and medications from a secondary source as `reported`. */
function originOf({ intent, reported }: Row): string {
  if (reported === true) return 'Reported by the patient or another source';
  return intent === null ? 'Origin not on file' : (ORIGINS[intent] ?? 'Ordered');
}
