/**
 * Finds out whether something is there that was sent and of which no answer came. Each looks through the loaders, as the caller may see, and
 * finds nothing rather than something that could be another's.
 */
import { hasCode } from '../errors.ts';
import { decimalNumber } from '../fhir/decimals.ts';
import { codingsOf } from '../fhir/concepts.ts';
import { sortKey } from '../fhir/instants.ts';
import { parseReference } from '../fhir/ids.ts';
import { EXCLUDED_RECORDS } from '../fhir/record-exclusions.ts';
import { attachmentsOf } from '../fhir/notes.ts';
import { textRenditionsOf } from '../fhir/renditions.ts';
import { object, objects } from '../fhir/shape.ts';
import type { CodeableConcept, DocumentReference, Observation, Quantity, Stored } from '../fhir/types.ts';
import { inFirstUnit, type Measured, VITAL_SIGNS, type VitalSign } from '../fhir/vital-signs.ts';
import { within } from '../fhir/within.ts';
import { type NewNote, NOTE_TYPES } from '../fhir/write-note.ts';
import type { MeasuredValue, Reading, TakenAt } from '../fhir/write-observation.ts';
import type { Loaders } from '../loaders/index.ts';

/** More than can be of one code at one instant. */
const MOST_READINGS = 20;

/** By code and instant, with the values that were sent. */
export async function findReading(
  loaders: Pick<Loaders, 'lists'>,
  reading: Reading,
  taken: TakenAt,
): Promise<Stored<Observation> | null> {
  const there = await readingsAt(loaders, reading, taken);
  return there.find((observation) => hasValues(observation, VITAL_SIGNS[reading.name], reading)) ?? null;
}

/** Those of the kind that are on record at the instant: at Epic one at the most (59189). */
export async function readingsAt(
  { lists }: Pick<Loaders, 'lists'>,
  { name }: Reading,
  { patientId, instant }: TakenAt,
): Promise<Stored<Observation>[]> {
  const sign: VitalSign = VITAL_SIGNS[name];
  const args = {
    first: MOST_READINGS,
    code: [sign.loinc],
    since: instant,
    until: instant,
    include: EXCLUDED_RECORDS,
  };
  const { edges } = await lists.page('vitalSigns', patientId, args, []);
  return edges
    .map(({ node }) => node)
    .filter((observation) => sortKey(observation.effectiveDateTime) === Date.parse(instant));
}

function hasValues(observation: Observation, { value, components }: VitalSign, { values }: Reading): boolean {
  if (value !== null) return isSame(observation.valueQuantity, value, values['value']);
  const stored = objects(observation.component);
  return Object.entries(components).every(([name, measured]) => {
    const component = stored.find(({ code }) => hasLoinc(code, measured.loinc));
    return isSame(component?.valueQuantity, measured, values[name]);
  });
}

function hasLoinc(concept: CodeableConcept | undefined, loinc: string): boolean {
  const known = object(concept);
  return known !== null && codingsOf(known).some(({ code }) => code === loinc);
}

/** Half of the last digit that a site may round to when it stores a value in a unit of its own. */
const ROUNDED = 0.06;

function isSame(
  stored: Quantity | undefined,
  { units }: Measured,
  given: MeasuredValue | undefined,
): boolean {
  const value = decimalNumber(object(stored)?.value);
  const [unit, sent] = [
    Object.values(units).find(({ code }) => code === (stored?.code ?? stored?.unit)),
    units[given?.unit ?? ''],
  ];
  if (value === null || given === undefined || sent === undefined || unit === undefined) return false;
  if (unit === sent) return value === given.value;
  return Math.abs(inFirstUnit(value, unit) - inFirstUnit(given.value, sent)) <= ROUNDED;
}

/** More than anybody writes of one type within the time in question. */
const MOST_NOTES = 100;
/** Each costs a request to open. */
const MOST_OPENED = 10;
/** How far the server's clock may be behind ours. */
const CLOCKS_APART_MS = 5 * 60_000;

/** By type and date, in the same encounter, with the same words; null where several are such. */
export async function findNote(
  { lists, contents }: Pick<Loaders, 'lists' | 'contents'>,
  { patientId, encounterId, type, text }: NewNote,
  sentAt: number,
): Promise<Stored<DocumentReference> | null> {
  const since = new Date(sentAt - CLOCKS_APART_MS).toISOString();
  const args = { first: MOST_NOTES, type: [NOTE_TYPES[type].loinc], since, include: EXCLUDED_RECORDS };
  const { edges } = await lists.page('clinicalNotes', patientId, args, []);
  const likely = edges.map(({ node }) => node).filter((note) => isOfEncounter(note, encounterId));
  if (likely.length > MOST_OPENED) return null;
  const opened = await Promise.all(
    likely.map(async (note) => {
      const rendition = within(note, textRenditionsOf(attachmentsOf(note))[0]);
      const content = rendition === null ? null : await unlessUnreadable(contents.text(rendition));
      return { note, isFound: content !== null && saysTheSame(content, text) };
    }),
  );
  const [same, another] = opened.filter(({ isFound }) => isFound);
  return same === undefined || another !== undefined ? null : same.note;
}

function isOfEncounter({ context }: DocumentReference, encounterId: string): boolean {
  return objects(context?.encounter).some((encounter) => parseReference(encounter)?.id === encounterId);
}

/**
 * Returns null for content that cannot be converted to text: the gateway writes no such note, so it is another one. Too many waiting conversions
 * say nothing about the content, so that error is thrown.
 */
async function unlessUnreadable(content: Promise<string | null>): Promise<string | null> {
  try {
    return await content;
  } catch (error) {
    if (hasCode(error, 'CONTENT_TOO_LARGE', 'CONVERSION_FAILED')) return null;
    throw error;
  }
}

/** How much space a server may add to a note. */
const MOST_TIMES_LONGER = 10;

function saysTheSame(content: string, text: string): boolean {
  return content.length <= MOST_TIMES_LONGER * text.length + 1_000 && wordsIn(content) === wordsIn(text);
}

/**
 * Letters and digits only: renditions differ in space, and in how they write signs. Each word is normalized on its own, in pieces, since the
 * time of normalization grows with the square of a run of combining marks.
 */
function wordsIn(text: string): string {
  return text
    .replaceAll(/\S{1,100}/gu, (piece) => piece.normalize('NFKC'))
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
