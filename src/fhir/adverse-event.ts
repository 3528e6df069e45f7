/** Reads adverse events (FHIR R4 AdverseEvent). */
import { conceptOrText } from './quantities.ts';
import type { AdverseEvent } from './types.ts';

/** Returns the event in words, which say whether it happened, because `actuality` is a modifier element. */
export function adverseEventName({ event, actuality }: AdverseEvent): string | null {
  const words = conceptOrText(event);
  if (words === null || actuality === 'actual') return words;
  return `${actuality === 'potential' ? 'Potential' : 'Potential or actual'}: ${words}`;
}
