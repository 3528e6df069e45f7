/** Badges of a lab result: interpretation, reference range and status. */
import { Guards } from '../parts/guards.tsx';
import { formatStatus } from '../formatting.ts';
import { isFlagged, formatInterpretation, type LabResult } from './lab-result.ts';

export function ResultBadges({ result }: { result: LabResult }) {
  const { isPreliminary, isCorrected, isOutsideReferenceRange, status } = result;
  const interpretation = formatInterpretation(result);
  return (
    <>
      {isFlagged(result) && <span className="badge danger">{interpretation || 'Abnormal'}</span>}
      {!isFlagged(result) && interpretation !== '' && interpretation !== 'Normal' && (
        <span className="badge">{interpretation}</span>
      )}
      {!isFlagged(result) && isOutsideReferenceRange === true && (
        <span className="badge warn">Outside reference range</span>
      )}
      {isPreliminary === true && <span className="badge warn">Preliminary</span>}
      {isCorrected === true && <span className="badge warn">Corrected</span>}
      {status !== null && !NOT_SHOWN.has(status) && <span className="badge">{formatStatus(status)}</span>}
      <Guards record={result} />
    </>
  );
}

/** Statuses that another badge shows, or that need none. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  'AMENDED',
  'CORRECTED',
  'ENTERED_IN_ERROR',
  'FINAL',
  'PRELIMINARY',
  'REGISTERED',
]);
