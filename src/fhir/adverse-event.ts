/** Reads adverse events (FHIR R4 AdverseEvent). */
import { spelledAsCode } from './codes.ts';
import { conceptOrText } from './quantities.ts';
import type { AdverseEvent } from './types.ts';

/** Returns the event in words, which say whether it happened, because `actuality` is a modifier element. */
export function adverseEventName({ event, actuality }: AdverseEvent): string | null {
  const words = conceptOrText(event);
  const code = spelledAsCode(actuality);
  if (words === null || code === 'actual') return words;
  return `${code === 'potential' ? 'Potential' : 'Potential or actual'}: ${words}`;
}
