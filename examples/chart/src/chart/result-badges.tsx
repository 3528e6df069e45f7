/** Badges of a result: interpretation, reference range and status. All are words, so they need no color. */
import { Guards } from '../parts/guards.tsx';
import { Remarks } from '../parts/remarks.tsx';
import { formatStatus } from '../formatting.ts';
import { formatInterpretation, isFlagged, type Result, shortenName } from './result.ts';

export function ResultBadges({ result }: { result: Result }) {
  const { isPreliminary, isCorrected, isOutsideReferenceRange, status, components } = result;
  const flaggedComponents = components.filter(isFlagged);
  const interpretation = formatInterpretation(result);
  return (
    <>
      {isFlagged(result) && flaggedComponents.length === 0 && (
        <span className="badge danger">{interpretation || 'Abnormal'}</span>
      )}
      {flaggedComponents.map((component, index) => (
        <span key={index} className="badge danger">
          {shortenName(component.name ?? 'Component')}: {formatInterpretation(component) || 'Abnormal'}
        </span>
      ))}
      {!isFlagged(result) && interpretation !== '' && interpretation !== 'Normal' && (
        <span className="badge">{interpretation}</span>
      )}
      {!isFlagged(result) && isOutsideReferenceRange === true && (
        <span className="badge warn">Outside reference range</span>
      )}
      {isPreliminary === true && <span className="badge warn">Preliminary</span>}
      {isCorrected === true && <span className="badge warn">Corrected</span>}
      {(status === null || !NOT_SHOWN.has(status)) && <span className="badge">{formatStatus(status)}</span>}
      <Guards record={result} />
      <Remarks sites={[result.bodySite]} specimen={result.specimen} />
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
