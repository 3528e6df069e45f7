/** Clinical notes by title and author. A note's text is loaded when the note is opened. */
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { goTo } from '../navigation.ts';
import { formatDate, formatStatus, joinTexts } from '../formatting.ts';
import { useChart } from './chart-context.ts';
import { Guards } from '../parts/guards.tsx';
import { ChartSection } from './chart-section.tsx';

const NOTES = graphql(`
  fragment Notes on Patient {
    clinicalNotesConnection(first: 10) {
      ...NotePage
    }
  }
`);

const PAGE = graphql(`
  fragment NotePage on DocumentReferenceConnection {
    nodes {
      id
      title
      isEnteredInError
      hasUnknownModifier
      isPreliminary
      isCorrected
      date
      status
      authors {
        display
      }
      encounter {
        display
      }
      relatesTo {
        code
        target {
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
  query MoreNotes($id: ID!, $after: String) {
    patient(id: $id) {
      id
      clinicalNotesConnection(first: 10, after: $after) {
        ...NotePage
      }
    }
  }
`);

interface Props {
  readonly patient: FragmentType<typeof NOTES>;
}

export function Notes(props: Props) {
  const { clinicalNotesConnection } = readFragment(NOTES, props.patient);
  const page = readFragment(PAGE, clinicalNotesConnection) ?? null;
  const { patientId } = useChart();
  return (
    <ChartSection
      title="Notes"
      what="notes"
      resourceType="DocumentReference"
      field="clinicalNotesConnection"
      page={page}
      moreOf={MORE}
      empty="No clinical notes on file."
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <p className="main-line">
                <button
                  type="button"
                  className="link"
                  onClick={() => goTo({ name: 'chart', patientId, noteId: row.id })}
                >
                  {row.title ?? 'Untitled note'}
                  <span className="unseen">, {formatDate(row.date)}</span>
                </button>
                {row.isPreliminary === true && <span className="badge warn">Preliminary</span>}
                {row.isCorrected === true && <span className="badge warn">Corrected</span>}
                {row.status !== 'CURRENT' && row.status !== null && (
                  <span className="badge">{formatStatus(row.status)}</span>
                )}
                {row.relatesTo.some(({ code }) => code === 'APPENDS') && (
                  <span className="badge">Addendum</span>
                )}
                <Guards record={row} />
              </p>
              <p className="muted">
                {joinTexts([
                  formatDate(row.date),
                  ...row.authors.map(({ display }) => display),
                  row.encounter?.display,
                ])}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ChartSection>
  );
}
