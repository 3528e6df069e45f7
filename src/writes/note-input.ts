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
/** What a text of several lines is made of, and nothing that steers a printer or hides what is written. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u;

/** @throws InvalidInput with all that is wrong */
export function checkNote(input: NoteInput, asking: Asking): NewNote {
  const checks = createChecks(asking);
  const { patientId, encounterId, type, status, text } = input;
  checks.id('input.patientId', patientId);
  checks.id('input.encounterId', encounterId);
  const isLong = text.length > LONGEST_TEXT;
  if (text.trim() === '' || isLong)
    checks.problem('input.text', `expects 1 to ${LONGEST_TEXT} characters that are not all space.`);
  if (!isLong && (UNPRINTABLE.test(text) || !text.isWellFormed()))
    checks.problem('input.text', 'expects plain text: without control characters but tabs and line breaks.');
  checks.end();
  const docStatus = codeOf(NOTE_STATUS, status) === 'final' ? 'final' : 'preliminary';
  return { patientId, encounterId, type, docStatus, text };
}
