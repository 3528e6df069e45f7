/** One patient's chart. Two operations, sent at once, load the header and the sections, and each section can fail on its own. */
import { useFragment, useQuery, useReactiveVar } from '@apollo/client/react';
import { use, useCallback, useMemo, useState } from 'react';
import { useWarnings, type Warning } from '../responses.ts';
import { failureOf, UNEXPLAINED } from '../failures.ts';
import { graphql, readFragment } from '../gql/index.ts';
import type { ChartQuery, IdentityFragment } from '../gql/graphql.ts';
import { Document } from '../document/document.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { goTo } from '../navigation.ts';
import { IDENTITY } from '../patients/identity.ts';
import { PatientListsContext } from '../patients/search-draft.ts';
import { usePersonSession } from '../sign-in/person-session.ts';
import { BannerContext, type BannerFacts, HEADER_FIELDS } from './banner.tsx';
import { ChartContext, type ChartFacts } from './chart-context.ts';
import { SectionCard, SectionScope, type SectionState } from './section-card.tsx';
import { SectionLinks } from './section-links.tsx';
import { CHART, type Section, SECTIONS } from './sections.tsx';
import { StickyBanner } from './sticky-banner.tsx';
import './chart.css';
import './print.css';

const CHART_BANNER = graphql(`
  query ChartBanner($id: ID!) {
    patient(id: $id) {
      id
      ...Identity
      ...Banner
    }
  }
`);

/** The fields whose warnings appear next to their data. */
const PLACED: ReadonlySet<string> = new Set([...HEADER_FIELDS, ...SECTIONS.flatMap(({ fields }) => fields)]);

/** Load the chart every time it is opened: cached data could be out of date. */
const FRESH = {
  fetchPolicy: 'network-only',
  nextFetchPolicy: 'cache-first',
  notifyOnNetworkStatusChange: true,
} as const;

interface Props {
  readonly patientId: string;
  /** The document that is open over the chart; null if none is. */
  readonly documentId: string | null;
}

export function Chart({ patientId, documentId }: Props) {
  const variables = { id: patientId };
  const banner = useQuery(CHART_BANNER, { variables, ...FRESH });
  const chart = useQuery(CHART, { variables, ...FRESH });
  const identity = useIdentity(patientId);
  const warnings = useWarnings(patientId);
  const { filter } = useReactiveVar(use(PatientListsContext));
  const contextId = usePersonSession()?.patientId ?? null;
  const bannerFacts: BannerFacts = {
    patient: banner.data?.patient ?? null,
    identity: readFragment(IDENTITY, banner.data?.patient) ?? identity,
    isLoading: banner.loading,
  };
  const warningsOf: ChartFacts['warningsOf'] = (fields, resourceType) =>
    warnings.filter((warning) => {
      const field = fieldOf(warning);
      return field === null ? warning.resourceType === resourceType : fields.includes(field);
    });
  const others = warnings.filter((warning) => {
    const field = fieldOf(warning);
    return field !== null && !PLACED.has(field);
  });
  const failureOfField: ChartFacts['failureOf'] = (field) =>
    failureOf(chart.error, field) ?? failureOf(banner.error, field);
  const retry = () => {
    void banner.refetch();
    void chart.refetch();
  };
  const patient = chart.data?.patient ?? null;
  const isLoading = banner.loading || chart.loading;
  const isMissing = !isLoading && patient === null && !banner.data?.patient;

  return (
    <div className="chart">
      {/* Somebody with a patient in context starts with that chart. */}
      {contextId !== patientId && (
        <p className="back">
          <button type="button" className="quiet" onClick={() => goTo({ name: 'patients', filter })}>
            <span aria-hidden="true">← </span>
            {contextId === null
              ? filter === null
                ? 'All patients'
                : 'Search results'
              : 'The patient of this session'}
          </button>
        </p>
      )}
      {isMissing ? (
        <NoChart failure={failureOf(chart.error) ?? failureOf(banner.error)} onRetry={retry} />
      ) : (
        <ChartContext value={{ patientId, warningsOf, failureOf: failureOfField }}>
          <BannerContext value={bannerFacts}>
            <StickyBanner />
            {!banner.loading && !banner.data?.patient && (
              <FailureNote
                failure={failureOf(banner.error) ?? UNEXPLAINED}
                what="The patient header"
                onRetry={() => void banner.refetch()}
              />
            )}
            <Notices warnings={others} />
            {!chart.loading && patient === null ? (
              <FailureNote
                failure={failureOf(chart.error) ?? UNEXPLAINED}
                what="The chart"
                onRetry={() => void chart.refetch()}
              />
            ) : (
              <Sections patient={patient} />
            )}
            <Document documentId={documentId} />
          </BannerContext>
        </ChartContext>
      )}
    </div>
  );
}

/** Returns who the patient is, if the patient list has loaded it; otherwise null. */
function useIdentity(id: string): IdentityFragment | null {
  const { data, complete } = useFragment({
    fragment: IDENTITY,
    fragmentName: 'Identity',
    from: { __typename: 'Patient', id },
  });
  return complete ? data : null;
}

/** Shows placeholders until the patient is loaded. */
function Sections({ patient }: { patient: ChartQuery['patient'] }) {
  const [states, setStates] = useState<ReadonlyMap<string, SectionState>>(new Map());
  const report = useCallback(
    (id: string, state: SectionState) => setStates((before) => new Map(before).set(id, state)),
    [],
  );
  return (
    <div className="chart-columns">
      <SectionLinks states={states} />
      <div className="sections">
        {SECTIONS.map((section) => (
          <PlacedSection key={section.id} section={section} patient={patient} onReport={report} />
        ))}
      </div>
    </div>
  );
}

interface PlacedSectionProps {
  readonly section: Section;
  readonly patient: ChartQuery['patient'];
  readonly onReport: (id: string, state: SectionState) => void;
}

function PlacedSection({ section, patient, onReport }: PlacedSectionProps) {
  const { id, title, lines, width, component: Content } = section;
  const facts = useMemo(
    () => ({ id, title, report: (state: SectionState) => onReport(id, state) }),
    [id, title, onReport],
  );
  return (
    <div id={id} className={`slot ${width}`}>
      <SectionScope value={facts}>
        {patient === null ? (
          <SectionCard state={{ kind: 'loading' }}>
            <Skeleton what={title.toLowerCase()} lines={lines} />
          </SectionCard>
        ) : (
          <Content patient={patient} />
        )}
      </SectionScope>
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
