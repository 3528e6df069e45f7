/** A clinical note as a frontend gives it, checked. */
import { codeOf } from '../fhir/codes.ts';
import { type NewNote, NOTE_STATUS, type NoteType } from '../fhir/write-note.ts';
import { createInputChecks, type InputContext } from './input-checks.ts';

export interface NoteInput {
  readonly patientId: string;
  readonly encounterId: string;
  readonly type: NoteType;
  readonly status: (typeof NOTE_STATUS)[keyof typeof NOTE_STATUS];
  readonly text: string;
}

/** A long note has some thousand characters; a whole request can have 256 KiB. */
const MAX_NOTE_LENGTH = 60_000;
/** Unicode's own line and paragraph separators, which few readers of plain text break at. */
const UNICODE_LINE_SEPARATORS = /[\u2028\u2029]/g;

/** @throws InvalidInput with every problem */
export function checkNote(input: NoteInput, context: InputContext): NewNote {
  const checks = createInputChecks(input, context);
  const { patientId, encounterId, type, status } = input;
  const text = input.text.replaceAll(UNICODE_LINE_SEPARATORS, '\n');
  checks.id('input.patientId', patientId);
  checks.id('input.encounterId', encounterId);
  if (text.trim() === '' || text.length > MAX_NOTE_LENGTH)
    checks.addProblem('input.text', `expects 1 to ${MAX_NOTE_LENGTH} characters that are not all space.`);
  checks.throwIfInvalid();
  const docStatus = codeOf(NOTE_STATUS, status) === 'final' ? 'final' : 'preliminary';
  return { patientId, encounterId, type, docStatus, text };
}
