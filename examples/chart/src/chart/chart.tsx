/** One patient's chart. One query loads all sections, and each section can fail on its own. */
import { useQuery } from '@apollo/client/react';
import { useWarnings, type Warning } from '../responses.ts';
import { failureOf } from '../failures.ts';
import { graphql } from '../gql/index.ts';
import { Note } from '../note/note.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { goTo } from '../navigation.ts';
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

/** The fields whose warnings appear next to their data. */
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
  /** The note that is open over the chart; null if none is. */
  readonly noteId: string | null;
}

export function Chart({ patientId, noteId }: Props) {
  // Load the chart every time it is opened: cached data could be out of date.
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

/** Returns the patient field of a warning's path, such as `['patient', 'labResults', …]`; null for any other path. */
function fieldOf({ path }: Warning): string | null {
  const [root, field] = path ?? [];
  return root === 'patient' && typeof field === 'string' ? field : null;
}

function NoChart({ failure, onRetry }: { failure: ReturnType<typeof failureOf>; onRetry: () => void }) {
  return (
    <>
      <h1>Chart</h1>
      {failure === null ? (
        <p className="empty">Patient not found, or you do not have access to this chart.</p>
      ) : (
        <FailureNote failure={failure} what="The chart" onRetry={onRetry} />
      )}
    </>
  );
}
