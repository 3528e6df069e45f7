/**
 * Reconciles writes with an unknown outcome: finds the record, if it was created. The searches use the loaders, so they find only records that the
 * caller may see. Returns null rather than a record that another write could have created.
 */
import { hasCode } from '../errors.ts';
import { codingsOf } from '../fhir/concepts.ts';
import { decimalNumber } from '../fhir/decimals.ts';
import { parseReference } from '../fhir/ids.ts';
import { inResource } from '../fhir/in-resource.ts';
import { sortKey } from '../fhir/intervals.ts';
import { readObject, readObjects } from '../fhir/lenient-read.ts';
import { attachmentsOf } from '../fhir/notes.ts';
import { EXCLUDED_RECORDS } from '../fhir/record-exclusions.ts';
import { textRenditionsOf } from '../fhir/renditions.ts';
import type { CodeableConcept, DocumentReference, Observation, Quantity, Stored } from '../fhir/types.ts';
import { toFirstUnit, VITAL_SIGNS, type VitalSign, type VitalSignMeasure } from '../fhir/vital-signs.ts';
import { type NewNote, NOTE_TYPES } from '../fhir/write-note.ts';
import type { MeasuredValue, NewVitalSign, VitalSignContext } from '../fhir/write-observation.ts';
import type { Loaders } from '../loaders/index.ts';

/** More readings than exist for one code and instant. */
const MAX_READINGS = 20;

/** Finds the reading with the same code, instant and values. */
export async function findReading(
  loaders: Pick<Loaders, 'lists'>,
  reading: NewVitalSign,
  taken: VitalSignContext,
): Promise<Stored<Observation> | null> {
  return findReadingAt(loaders, reading, taken, (observation) =>
    matchesReading(observation, VITAL_SIGNS[reading.name], reading),
  );
}

/** Returns the reading of the vital sign at the instant. Epic has at most one (59189). */
export async function findReadingAt(
  { lists }: Pick<Loaders, 'lists'>,
  { name }: NewVitalSign,
  { patientId, instant }: VitalSignContext,
  isWanted: (observation: Observation) => boolean = () => true,
): Promise<Stored<Observation> | null> {
  const sign: VitalSign = VITAL_SIGNS[name];
  const args = {
    first: MAX_READINGS,
    code: [sign.loinc],
    since: instant,
    until: instant,
    include: EXCLUDED_RECORDS,
  };
  const { page, receive } = await lists.candidates('vitalSigns', patientId, args, []);
  const found = page.edges
    .map(({ node }) => node)
    .filter((observation) => sortKey(observation.effectiveDateTime) === Date.parse(instant))
    .filter(isWanted)
    .slice(0, 1);
  receive(found);
  return found[0] ?? null;
}

function matchesReading(
  observation: Observation,
  { value, components }: VitalSign,
  { values }: NewVitalSign,
): boolean {
  if (value !== null) return isSameValue(observation.valueQuantity, value, values['value']);
  const stored = readObjects(observation.component);
  return Object.entries(components).every(([name, measured]) => {
    const component = stored.find(({ code }) => hasLoinc(code, measured.loinc));
    return isSameValue(component?.valueQuantity, measured, values[name]);
  });
}

function hasLoinc(concept: CodeableConcept | undefined, loinc: string): boolean {
  const readable = readObject(concept);
  return readable !== null && codingsOf(readable).some(({ code }) => code === loinc);
}

/** Half of the last digit that a site rounds to when it stores a value in another unit. */
const ROUNDING_TOLERANCE = 0.06;

function isSameValue(
  stored: Quantity | undefined,
  { units }: VitalSignMeasure,
  given: MeasuredValue | undefined,
): boolean {
  const value = decimalNumber(readObject(stored)?.value);
  const [unit, sent] = [
    Object.values(units).find(({ code }) => code === (stored?.code ?? stored?.unit)),
    units[given?.unit ?? ''],
  ];
  if (value === null || given === undefined || sent === undefined || unit === undefined) return false;
  if (unit === sent) return value === given.value;
  return Math.abs(toFirstUnit(value, unit) - toFirstUnit(given.value, sent)) <= ROUNDING_TOLERANCE;
}

/** More notes of one type than a clinician writes within the searched time. */
const MAX_NOTES = 100;
/** Opening a note costs a FHIR request. */
const MAX_OPENED_NOTES = 10;
/** How far the clock of the FHIR server may be behind. */
const MAX_SERVER_CLOCK_LAG_MS = 5 * 60_000;

/** Finds the note with the same type, date, encounter and words; null if several match. */
export async function findNote(
  { lists, contents }: Pick<Loaders, 'lists' | 'contents'>,
  { patientId, encounterId, type, text }: NewNote,
  sentAt: number,
): Promise<Stored<DocumentReference> | null> {
  const since = new Date(sentAt - MAX_SERVER_CLOCK_LAG_MS).toISOString();
  const args = { first: MAX_NOTES, type: [NOTE_TYPES[type].loinc], since, include: EXCLUDED_RECORDS };
  const { page, receive } = await lists.candidates('clinicalNotes', patientId, args, []);
  const likely = page.edges.map(({ node }) => node).filter((note) => isNoteOfEncounter(note, encounterId));
  if (likely.length > MAX_OPENED_NOTES) return null;
  const opened = await Promise.all(
    likely.map(async (note) => {
      const rendition = inResource(note, textRenditionsOf(attachmentsOf(note))[0]);
      const content = rendition === null ? null : await nullIfUnconvertible(contents.text(rendition));
      return { note, isFound: content !== null && hasSameWords(content, text) };
    }),
  );
  const [same, another] = opened.filter(({ isFound }) => isFound);
  if (same === undefined || another !== undefined) return null;
  receive([same.note]);
  return same.note;
}

function isNoteOfEncounter({ context }: DocumentReference, encounterId: string): boolean {
  return readObjects(context?.encounter).some((encounter) => parseReference(encounter)?.id === encounterId);
}

/**
 * Returns null for content that cannot be converted to text, because the gateway writes no such note. CONVERSION_OVERLOADED is thrown: it says nothing
 * about the content.
 */
async function nullIfUnconvertible(content: Promise<string | null>): Promise<string | null> {
  try {
    return await content;
  } catch (error) {
    if (hasCode(error, 'CONTENT_TOO_LARGE', 'CONVERSION_FAILED')) return null;
    throw error;
  }
}

/** How much whitespace a server may add to a note. */
const MAX_LENGTH_RATIO = 10;

function hasSameWords(content: string, text: string): boolean {
  return (
    content.length <= MAX_LENGTH_RATIO * text.length + 1_000 &&
    wordCharactersOf(content) === wordCharactersOf(text)
  );
}

/**
 * Returns only letters and digits, because renditions differ in whitespace and punctuation. Normalizes in short pieces, because the time grows with the
 * square of a run of combining marks.
 */
function wordCharactersOf(text: string): string {
  return text
    .replaceAll(/\S{1,100}/gu, (piece) => piece.normalize('NFKC'))
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
