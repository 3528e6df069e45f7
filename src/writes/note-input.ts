/** Validates the input of a clinical note. */
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

/** A long note has a few thousand characters, and a whole request at most 256 KiB. */
const MAX_NOTE_LENGTH = 60_000;
/** Unicode's line and paragraph separators, which few plain-text readers show as line breaks. */
const UNICODE_LINE_SEPARATORS = /[\u2028\u2029]/g;

/** @throws InvalidInput listing every problem */
export function checkNote(input: NoteInput, context: InputContext): NewNote {
  const checks = createInputChecks(input, context);
  const { patientId, encounterId, type, status } = input;
  const text = input.text.replaceAll(UNICODE_LINE_SEPARATORS, '\n');
  checks.id('input.patientId', patientId);
  checks.id('input.encounterId', encounterId);
  if (text.trim() === '' || text.length > MAX_NOTE_LENGTH)
    checks.addProblem(
      'input.text',
      `expects 1 to ${MAX_NOTE_LENGTH} characters that are not all whitespace.`,
    );
  checks.throwIfInvalid();
  const docStatus = codeOf(NOTE_STATUS, status) === 'final' ? 'final' : 'preliminary';
  return { patientId, encounterId, type, docStatus, text };
}
