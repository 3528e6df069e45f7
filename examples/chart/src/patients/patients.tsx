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
import { PatientList } from './patient-list.tsx';
import { PatientSearch } from './patient-search.tsx';
import { describeSearch } from './search-draft.ts';
import './patients.css';

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
      <PatientSearch filter={filter} />
      <section aria-label="Patient List">
        {isLoading && <Skeleton what="patients" lines={8} />}
        {!isLoading && !page && (
          <FailureNote failure={failure} what="Patients" onRetry={() => void paging.load(null)} />
        )}
        {/* Also above an empty list: a patient who was withheld is not absent. */}
        {page && <Notices warnings={warnings} />}
        {page?.nodes.length === 0 && (
          <div className="none" role="status">
            {filter === null ? (
              <p>No patients on your list.</p>
            ) : (
              <>
                <p>
                  <b>No patient matches {describeSearch(filter)}.</b>
                </p>
                <p className="muted">Check what you entered: every field must match.</p>
              </>
            )}
          </div>
        )}
        {page && page.nodes.length > 0 && (
          <>
            <PatientList patients={page.nodes} />
            <More page={page} paging={paging} what="patients" />
          </>
        )}
      </section>
    </div>
  );
}
