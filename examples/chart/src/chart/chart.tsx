/** One patient's chart: all sections by one query, each of which stands or fails alone. */
import { useQuery } from '@apollo/client/react';
import { useWarnings, type Warning } from '../answers.ts';
import { failureOf } from '../failures.ts';
import { graphql } from '../gql/index.ts';
import { Note } from '../note/note.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { goTo } from '../places.ts';
import { Allergies } from './allergies.tsx';
import { Banner, HEADER_FIELDS } from './banner.tsx';
import { ChartContext, type ChartFacts } from './chart-context.ts';
import { Encounters } from './encounters.tsx';
import { Labs } from './labs.tsx';
import { Medications } from './medications.tsx';
import { Notes } from './notes.tsx';
import { Problems } from './problems.tsx';

const CHART = graphql(`
  query Chart($id: ID!) {
    patient(id: $id) {
      id
      ...Banner
      ...Allergies
      ...Problems
      ...Medications
      ...Labs
      ...Encounters
      ...Notes
    }
  }
`);

/** The fields whose warnings a part of the chart shows next to its data. */
const PLACED: ReadonlySet<string> = new Set([
  ...HEADER_FIELDS,
  'allergiesConnection',
  'allergyStatus',
  'clinicalNotesConnection',
  'encountersConnection',
  'labResults',
  'labResultsConnection',
  'medicationsConnection',
  'problemsConnection',
]);

interface Props {
  readonly patientId: string;
  /** The note that lies open over the chart. */
  readonly noteId: string | null;
}

export function Chart({ patientId, noteId }: Props) {
  // A chart is read afresh each time it is opened: an old one could be wrong.
  const { data, error, loading, refetch } = useQuery(CHART, {
    variables: { id: patientId },
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
    notifyOnNetworkStatusChange: true,
  });
  const warnings = useWarnings(patientId);
  const patient = data?.patient;
  const warningsOf: ChartFacts['warningsOf'] = (fields, resourceType) =>
    warnings.filter((warning) => {
      const field = fieldOf(warning);
      return field === null ? warning.resourceType === resourceType : fields.includes(field);
    });
  const others = warnings.filter((warning) => {
    const field = fieldOf(warning);
    return field !== null && !PLACED.has(field);
  });

  return (
    <div className="inner chart">
      <p className="back">
        <button type="button" className="quiet" onClick={() => goTo({ name: 'patients', filter: null })}>
          <span aria-hidden="true">← </span>All patients
        </button>
      </p>
      {loading && !patient && (
        <>
          <h1 className="unseen">Chart</h1>
          <Skeleton what="the chart" lines={12} />
        </>
      )}
      {!loading && !patient && <NoChart failure={failureOf(error)} onRetry={() => void refetch()} />}
      {patient && (
        <ChartContext value={{ patientId, warningsOf, failureOf: (field) => failureOf(error, field) }}>
          <Banner patient={patient} />
          <Notices warnings={others} />
          <div className="columns">
            <div>
              <Problems patient={patient} />
              <Medications patient={patient} />
              <Allergies patient={patient} />
              <Encounters patient={patient} />
            </div>
            <div>
              <Labs patient={patient} />
              <Notes patient={patient} />
            </div>
          </div>
        </ChartContext>
      )}
      <Note noteId={noteId} />
    </div>
  );
}

/** The field of the patient that a warning is about, by its path: `['patient', 'labResults', …]`. */
function fieldOf({ path }: Warning): string | null {
  const [root, field] = path ?? [];
  return root === 'patient' && typeof field === 'string' ? field : null;
}

function NoChart({ failure, onRetry }: { failure: ReturnType<typeof failureOf>; onRetry: () => void }) {
  return (
    <>
      <h1>Chart</h1>
      {failure === null ? (
        <p className="empty">There is no such patient, or not for you to see.</p>
      ) : (
        <FailureNote failure={failure} what="The chart" onRetry={onRetry} />
      )}
    </>
  );
}
