/** Vital signs: the newest value of each with a small plot, and on selection its trend. */
import { useId, useState } from 'react';
import type { VitalPageFragment } from '../gql/graphql.ts';
import { formatCount } from '../formatting.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { useChart } from './chart-context.ts';
import { ChartSection } from './chart-section.tsx';
import { describeValue, formatResultTime, formatValue, isOutOfRange, RESULT, type Result } from './result.ts';
import { ResultBadges } from './result-badges.tsx';
import { Sparkline } from './sparkline.tsx';
import { Trend } from './trend.tsx';
import { groupVitalSigns, type VitalSignGroup } from './vital-sign-groups.ts';
import './vitals.css';

const VITALS = graphql(`
  fragment Vitals on Patient {
    vitalSignsConnection(first: 100) {
      ...VitalPage
    }
  }
`);

const PAGE = graphql(`
  fragment VitalPage on ObservationConnection {
    nodes {
      id
      ...Result
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreVitalSigns($id: ID!, $after: String) {
    patient(id: $id) {
      id
      vitalSignsConnection(first: 100, after: $after) {
        ...VitalPage
      }
    }
  }
`);

type Row = VitalPageFragment['nodes'][number];

interface Props {
  readonly patient: FragmentType<typeof VITALS>;
}

export function Vitals(props: Props) {
  const { vitalSignsConnection } = readFragment(VITALS, props.patient);
  const page = readFragment(PAGE, vitalSignsConnection) ?? null;
  return (
    <ChartSection
      what="vital signs"
      resourceType="Observation"
      field="vitalSignsConnection"
      page={page}
      moreOf={MORE}
      empty="No vital signs on file."
    >
      {(rows) => <VitalSigns rows={rows} hasMore={page?.pageInfo.hasNextPage === true} />}
    </ChartSection>
  );
}

function VitalSigns({ rows, hasMore }: { rows: readonly Row[]; hasMore: boolean }) {
  const { groups, missing } = groupVitalSigns(readFragment(RESULT, rows));
  const [openKey, setOpenKey] = useState<string | null>(null);
  return (
    <>
      <ul className="vitals">
        {groups.map((group) => (
          <VitalSign
            key={group.key}
            group={group}
            isOpen={group.key === openKey}
            onToggle={() => setOpenKey(group.key === openKey ? null : group.key)}
          />
        ))}
      </ul>
      {missing.length > 0 && <Missing titles={missing} count={rows.length} hasMore={hasMore} />}
    </>
  );
}

interface VitalSignProps {
  readonly group: VitalSignGroup<Result>;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function VitalSign({ group: { title, results }, isOpen, onToggle }: VitalSignProps) {
  const detailId = useId();
  const newest = results.find(({ isEnteredInError }) => !isEnteredInError) ?? results[0];
  if (newest === undefined) return null;
  return (
    <>
      <li className={isOpen ? 'vital open' : 'vital'}>
        <button type="button" aria-expanded={isOpen} aria-controls={detailId} onClick={onToggle}>
          <span className="vital-name">{title}</span>
          <span className={`value${isOutOfRange(newest) ? ' out' : ''}${isShort(newest) ? '' : ' text'}`}>
            {formatValue(newest)}
          </span>
          <Sparkline results={results} />
          <span className="badges">
            <ResultBadges result={newest} />
          </span>
          <span className="muted">{formatResultTime(newest)}</span>
          <OtherValues newest={newest} results={results} />
          <span className="unseen">Show the trend.</span>
        </button>
      </li>
      {isOpen && (
        <li id={detailId} className="vital-detail">
          <h3>{title}</h3>
          <Trend name={title} results={results} />
        </li>
      )}
    </>
  );
}

/** Says that there are values of the same time, and the last value if the newest result has none. */
function OtherValues({ newest, results }: { newest: Result; results: readonly Result[] }) {
  const last = hasValue(newest) ? undefined : results.find(hasValue);
  const sameTime = results.filter(
    (result) =>
      result !== newest &&
      !result.isEnteredInError &&
      result.effective !== null &&
      result.effective === newest.effective,
  );
  return (
    <>
      {last !== undefined && (
        <span className="muted">
          Before: {describeValue(last)} ({formatResultTime(last)})
        </span>
      )}
      {sameTime.length > 0 && (
        <span className="muted">
          {formatCount(sameTime.length, 'other value', 'other values')} at the same time:{' '}
          {sameTime.map(describeValue).join('; ')}
        </span>
      )}
    </>
  );
}

interface MissingProps {
  readonly titles: readonly string[];
  readonly count: number;
  readonly hasMore: boolean;
}

/** A measurement that is not among the newest can still be on file. */
function Missing({ titles, count, hasMore }: MissingProps) {
  const { warningsOf } = useChart();
  const isPartial = warningsOf(['vitalSignsConnection'], 'Observation').length > 0;
  const where = hasMore
    ? `Not among the newest ${formatCount(count, 'measurement')}`
    : isPartial
      ? 'Not in this list, which may be incomplete'
      : 'Not on file';
  return (
    <p className="muted vitals-missing">
      {where}: {titles.join(', ')}.
    </p>
  );
}

function hasValue({ isEnteredInError, value, components }: Result): boolean {
  return !isEnteredInError && (value !== null || components.some((component) => component.value !== null));
}

function isShort(result: Result): boolean {
  return formatValue(result).length <= MAX_LARGE;
}

/** Longer values are smaller, such as the reason why a value is missing. */
const MAX_LARGE = 20;
