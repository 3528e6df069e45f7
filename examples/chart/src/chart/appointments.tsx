/** Appointments: those to come, the next one first, then past ones, the latest first. */
import { useState } from 'react';
import type { AppointmentPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { formatCount, formatDate, formatStatus, joinTexts, pickText } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import { type Column, RecordTable } from '../parts/record-table.tsx';
import { StatusBadge, type StatusTone } from '../parts/status-badge.tsx';
import { useChart } from './chart-context.ts';
import { ChartSection } from './chart-section.tsx';
import './appointments.css';

const APPOINTMENTS = graphql(`
  fragment Appointments on Patient {
    appointmentsConnection(first: 20) {
      ...AppointmentPage
    }
  }
`);

const PAGE = graphql(`
  fragment AppointmentPage on AppointmentConnection {
    nodes {
      id
      isEnteredInError
      hasUnknownModifier
      status
      statusCode
      cancellationReason {
        text
      }
      start
      minutes
      type {
        text
      }
      serviceTypes {
        text
      }
      reasons {
        text
      }
      description
      patientInstruction
      locations {
        display
      }
      participants {
        status
        actor {
          type
          display
        }
        period {
          start
          end
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
  query MoreAppointments($id: ID!, $after: String) {
    patient(id: $id) {
      id
      appointmentsConnection(first: 20, after: $after) {
        ...AppointmentPage
      }
    }
  }
`);

type Row = AppointmentPageFragment['nodes'][number];

const TONES: Readonly<Record<string, StatusTone>> = {
  BOOKED: 'accent',
  ARRIVED: 'accent',
  CHECKED_IN: 'accent',
  FULFILLED: 'plain',
  CANCELLED: 'plain',
  NO_SHOW: 'warn',
};
const WORDS: Readonly<Record<string, string>> = {
  FULFILLED: 'Took place',
  NO_SHOW: 'Did not come',
  PENDING: 'Not confirmed yet',
  PROPOSED: 'Only proposed',
  WAITLIST: 'On the waiting list',
};

/** A past appointment can still be booked, which does not say that it took place. */
const PAST_WORDS: Readonly<Record<string, string>> = {
  ...WORDS,
  BOOKED: 'Booked, outcome not on file',
  PENDING: 'Was not confirmed',
  PROPOSED: 'Was only proposed',
};
const PAST_TONES: Readonly<Record<string, StatusTone>> = {
  ...TONES,
  BOOKED: 'warn',
  ARRIVED: 'plain',
  CHECKED_IN: 'plain',
};

const createColumns = (tones: typeof TONES, words: typeof WORDS): readonly Column<Row>[] => [
  { head: 'Time', share: 2.2, cell: (row) => <Time row={row} /> },
  {
    head: 'Status',
    share: 1.4,
    cell: ({ status, statusCode, cancellationReason }) => (
      <StatusBadge
        status={status}
        statusCode={statusCode}
        reason={cancellationReason?.text ?? null}
        tones={tones}
        words={words}
      />
    ),
  },
  { head: 'Appointment', share: 2.4, cell: (row) => <Purpose row={row} /> },
  { head: 'With', share: 1.6, cell: (row) => formatPeople(row) || null },
  {
    head: 'Location',
    share: 1.8,
    cell: ({ locations }) => joinTexts(locations.map(({ display }) => display)) || null,
  },
];

const TO_COME = createColumns(TONES, WORDS);
const PAST = createColumns(PAST_TONES, PAST_WORDS);

interface Props {
  readonly patient: FragmentType<typeof APPOINTMENTS>;
}

export function Appointments(props: Props) {
  const { appointmentsConnection } = readFragment(APPOINTMENTS, props.patient);
  const page = readFragment(PAGE, appointmentsConnection) ?? null;
  return (
    <ChartSection
      what="appointments"
      resourceType="Appointment"
      field="appointmentsConnection"
      page={page}
      moreOf={MORE}
      empty="No appointments on file."
    >
      {(rows) => <Groups rows={rows} hasMore={page?.pageInfo.hasNextPage === true} />}
    </ChartSection>
  );
}

function Groups({ rows, hasMore }: { readonly rows: readonly Row[]; readonly hasMore: boolean }) {
  const [now] = useState(Date.now);
  const { warningsOf } = useChart();
  const mayLackRecords = warningsOf(['appointmentsConnection'], 'Appointment').length > 0;
  const timed = rows.filter((row) => !Number.isNaN(startOf(row)));
  const untimed = rows.filter((row) => !timed.includes(row));
  const isToCome = (row: Row) => startOf(row) + (row.minutes ?? 0) * MINUTE_MS >= now;
  const byStart = timed.toSorted((one, other) => startOf(one) - startOf(other));
  const toCome = byStart.filter(isToCome);
  const past = byStart.filter((row) => !isToCome(row)).toReversed();
  return (
    <>
      {hasMore && past.length === 0 && toCome.length > 0 && (
        <p className="notice strong">
          Earlier appointments are not loaded yet: the next one may be among them.
        </p>
      )}
      <Group title="Upcoming" rows={toCome} columns={TO_COME} />
      {toCome.length === 0 && (
        <p className="empty">
          {mayLackRecords
            ? 'No upcoming appointment with a time in this list, which may be incomplete.'
            : 'No upcoming appointment with a time on file.'}
        </p>
      )}
      <Group title="Without a time" rows={untimed} columns={TO_COME} />
      <Group title="Past" rows={past} columns={PAST} />
    </>
  );
}

const MINUTE_MS = 60_000;

/** Returns epoch milliseconds; NaN without a start. */
function startOf({ start }: Row): number {
  return Date.parse(start ?? '');
}

interface GroupProps {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
}

function Group({ title, rows, columns }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="group">{title}</h3>
      <RecordTable
        caption={`${title}: appointments`}
        columns={columns}
        rows={rows}
        isVoid={({ isEnteredInError, status }) => isEnteredInError || status === 'CANCELLED'}
      />
    </>
  );
}

function Time({ row: { start, minutes } }: { readonly row: Row }) {
  return (
    <>
      <span className="subject">
        {start === null ? 'Time not on file' : formatDate(start, { withTime: true })}
      </span>
      {minutes !== null && <span className="aside">{formatCount(minutes, 'minute')}</span>}
    </>
  );
}

function Purpose({ row }: { readonly row: Row }) {
  const details = joinTexts([...row.reasons.map(({ text }) => text), row.description]);
  return (
    <>
      {pickText(joinTexts(row.serviceTypes.map(({ text }) => text)), row.type?.text, 'Appointment')}{' '}
      <Guards record={row} />
      {details !== '' && <span className="aside">{details}</span>}
      {row.patientInstruction !== null && (
        <span className="aside">For the patient: {row.patientInstruction}</span>
      )}
    </>
  );
}

/** Names the people but the patient, and says who did not accept. */
function formatPeople({ participants, locations }: Row): string {
  const others = new Set(['Patient', 'Location']);
  const places = new Set(locations.map(({ display }) => display));
  const people = participants
    .filter(({ actor }) => actor !== null && !others.has(actor.type ?? '') && !places.has(actor.display))
    .map(({ actor, status, period }) => {
      const name = actor?.display ?? null;
      const doubt = joinTexts([
        status !== null && status !== 'ACCEPTED' && formatStatus(status).toLowerCase(),
        typeof period?.end === 'string' && `until ${formatDate(period.end)}`,
      ]);
      return name === null || doubt === '' ? name : `${name} (${doubt})`;
    });
  return joinTexts([...new Set(people)]);
}
