/** The patients of the panel, or the results of a search. */
import { useQuery } from '@apollo/client/react';
import { useWarnings } from '../responses.ts';
import { failureOf, UNEXPLAINED } from '../failures.ts';
import { graphql, readFragment } from '../gql/index.ts';
import type { PatientFilter } from '../gql/graphql.ts';
import { usePaging } from '../paging.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { More } from '../parts/more.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { PatientRow } from './patient-row.tsx';
import { PatientSearch } from './patient-search.tsx';

const PATIENTS = graphql(`
  query Patients($filter: PatientFilter, $after: String) {
    patientsConnection(first: 10, after: $after, filter: $filter) {
      ...PatientPage
    }
  }
`);

const PAGE = graphql(`
  fragment PatientPage on PatientConnection {
    nodes {
      id
      ...PatientRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

interface Props {
  readonly filter: PatientFilter | null;
}

export function Patients({ filter }: Props) {
  const { data, error, loading } = useQuery(PATIENTS, { variables: { filter } });
  const paging = usePaging(PATIENTS, (after) => ({ filter, after }));
  const page = readFragment(PAGE, data?.patientsConnection);
  const failure = paging.failure ?? failureOf(error) ?? UNEXPLAINED;
  const isLoading = loading || (!page && paging.isLoading);
  const warnings = useWarnings(null);

  return (
    <div className="inner">
      <h1>{filter === null ? 'Patients' : 'Search Results'}</h1>
      <PatientSearch isSearch={filter !== null} />
      <section aria-label="Patient List">
        {isLoading && <Skeleton what="patients" lines={8} />}
        {!isLoading && !page && (
          <FailureNote failure={failure} what="Patients" onRetry={() => void paging.load(null)} />
        )}
        {page?.nodes.length === 0 && (
          <p className="empty">
            {filter === null
              ? 'No patients on your list.'
              : 'No matching patients found. Check what you entered: every field must match.'}
          </p>
        )}
        {page && page.nodes.length > 0 && (
          <>
            <Notices warnings={warnings} />
            <ul className="patients">
              {page.nodes.map((patient) => (
                <PatientRow key={patient.id} patient={patient} />
              ))}
            </ul>
            <More page={page} paging={paging} what="patients" />
          </>
        )}
      </section>
    </div>
  );
}
