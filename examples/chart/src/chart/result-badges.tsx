/** What a clinician has to know of a result besides its value: how it was judged, and how settled it is. */
import { Guards } from '../parts/guards.tsx';
import { codeText } from '../words.ts';
import { isFlagged, judgementOf, type LabResult } from './lab-result.ts';

export function ResultBadges({ result }: { result: LabResult }) {
  const { isPreliminary, isCorrected, isOutsideReferenceRange, status } = result;
  const judgement = judgementOf(result);
  return (
    <>
      {isFlagged(result) && <span className="badge danger">{judgement || 'Abnormal'}</span>}
      {!isFlagged(result) && judgement !== '' && judgement !== 'Normal' && (
        <span className="badge">{judgement}</span>
      )}
      {!isFlagged(result) && isOutsideReferenceRange === true && (
        <span className="badge warn">Outside the reference range</span>
      )}
      {isPreliminary === true && <span className="badge warn">Preliminary</span>}
      {isCorrected === true && <span className="badge warn">Corrected</span>}
      {status !== null && !SETTLED.has(status) && <span className="badge">{codeText(status)}</span>}
      <Guards record={result} />
    </>
  );
}

/** Statuses that another badge says, or that need no badge. */
const SETTLED: ReadonlySet<string> = new Set([
  'AMENDED',
  'CORRECTED',
  'ENTERED_IN_ERROR',
  'FINAL',
  'PRELIMINARY',
  'REGISTERED',
]);
