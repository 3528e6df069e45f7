/** Human names as Epic sends them: duplicated by use, sometimes text alone, sometimes nothing at all. */
import { memberOf, NAME_USE } from './codes.ts';
import { objects, text, texts } from './shape.ts';
import type { HumanName, Patient } from './types.ts';

/** The patient's names, in the order sent. */
export function namesOf({ name }: Pick<Patient, 'name'>): HumanName[] {
  return objects(name);
}

/** A member of the graph's NameUse. */
type NameUse = (typeof NAME_USE)[keyof typeof NAME_USE] | 'UNRECOGNIZED';

/**
 * The name to call the patient by: `usual` before `official` before the first other. Names that are over (`old`, `maiden`,
 * or with an end before the day) come last, and a name with nothing to show is passed over while there is another.
 * @param today a FHIR date
 * @param use only names of this use
 */
export function preferredName(
  patient: Pick<Patient, 'name'>,
  today: string,
  use?: NameUse | null,
): HumanName | null {
  const names = namesOf(patient).filter((name) => !use || memberOf(NAME_USE, name.use) === use);
  const ranked = names.toSorted((one, other) => rank(one, today) - rank(other, today));
  return ranked.find((name) => nameText(name) !== null) ?? ranked[0] ?? null;
}

/** A name ready to show: its `text`, or prefix, given, family and suffix; null where it has neither. */
export function nameText(name: HumanName): string | null {
  return (text(name.text) ?? text(inParts(name)))?.replace(/\s+/g, ' ') ?? null;
}

function inParts({ prefix, given, family, suffix }: HumanName): string {
  const parts = [...texts(prefix), ...texts(given), text(family), ...texts(suffix)];
  return parts.filter((part) => part !== null).join(' ');
}

/**
 * The preferred name ready to show; null for a patient without a name.
 * @param today a FHIR date
 */
export function fullName(patient: Pick<Patient, 'name'>, today: string): string | null {
  const name = preferredName(patient, today);
  return name === null ? null : nameText(name);
}

const PREFERENCE: readonly (string | undefined)[] = ['usual', 'official'];
const OVER: ReadonlySet<string | undefined> = new Set(['old', 'maiden']);

function rank(name: HumanName, today: string): number {
  if (OVER.has(name.use) || hasEnded(name, today)) return PREFERENCE.length + 1;
  const at = PREFERENCE.indexOf(name.use);
  return at === -1 ? PREFERENCE.length : at;
}

/** An end is part of its period (FHIR R4 §2.24.0.10), and far ones are how some systems say that there is none. */
function hasEnded({ period }: HumanName, today: string): boolean {
  const end = text(period?.end)?.slice(0, today.length);
  return end !== undefined && end < today.slice(0, end.length);
}
