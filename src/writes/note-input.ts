/** A clinical note as a frontend gives it, checked. */
import { codeOf } from '../fhir/codes.ts';
import { type NewNote, NOTE_STATUS, type NoteType } from '../fhir/write-note.ts';
import { type Asking, createChecks } from './checks.ts';

export interface NoteInput {
  readonly patientId: string;
  readonly encounterId: string;
  readonly type: NoteType;
  readonly status: (typeof NOTE_STATUS)[keyof typeof NOTE_STATUS];
  readonly text: string;
}

/** A long note has some thousand characters; a whole request can have 256 KiB. */
const LONGEST_TEXT = 60_000;
/** Unicode's own line and paragraph separators, which few readers of plain text break at. */
const SEPARATORS = /[\u2028\u2029]/g;

/** @throws InvalidInput with all that is wrong */
export function checkNote(input: NoteInput, asking: Asking): NewNote {
  const checks = createChecks(input, asking);
  const { patientId, encounterId, type, status } = input;
  const text = input.text.replaceAll(SEPARATORS, '\n');
  checks.id('input.patientId', patientId);
  checks.id('input.encounterId', encounterId);
  if (text.trim() === '' || text.length > LONGEST_TEXT)
    checks.problem('input.text', `expects 1 to ${LONGEST_TEXT} characters that are not all space.`);
  checks.end();
  const docStatus = codeOf(NOTE_STATUS, status) === 'final' ? 'final' : 'preliminary';
  return { patientId, encounterId, type, docStatus, text };
}
