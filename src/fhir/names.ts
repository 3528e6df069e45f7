/** Reads human names. Epic sends one for each use, often the same name; some have only a text, and some nothing. */
import { memberOf, NAME_USE } from './codes.ts';
import { readObjects, readText, readTexts } from './lenient-read.ts';
import { periodPhase, type SiteTime } from './site-time.ts';
import type { HumanName, Patient } from './types.ts';

/** Returns the patient's names, in the server's order. */
export function namesOf({ name }: Pick<Patient, 'name'>): HumanName[] {
  return readObjects(name);
}

/** A member of the GraphQL enum NameUse. */
type NameUse = (typeof NAME_USE)[keyof typeof NAME_USE] | 'UNRECOGNIZED';

/**
 * Returns the name to display. The criteria, in this order: current names before past and future ones; real names before nicknames,
 * temporary and anonymous names; names with a family name before those without; `usual` before `official` before other uses. Names
 * with nothing to display come last.
 * @param use considers only names of this use
 */
export function preferredName(
  patient: Pick<Patient, 'name'>,
  time: SiteTime,
  use?: NameUse | null,
): HumanName | null {
  const names = namesOf(patient).filter((name) => !use || memberOf(NAME_USE, name.use) === use);
  const ranked = names.toSorted((one, other) => rank(one, time) - rank(other, time));
  return ranked.find((name) => nameText(name) !== null) ?? ranked[0] ?? null;
}

/** Returns the name's `text`, otherwise its prefix, given, family and suffix; null if it has neither. */
export function nameText(name: HumanName): string | null {
  return (readText(name.text) ?? readText(inParts(name)))?.replace(/\s+/g, ' ') ?? null;
}

function inParts({ prefix, given, family, suffix }: HumanName): string {
  const parts = [...readTexts(prefix), ...readTexts(given), readText(family), ...readTexts(suffix)];
  return parts.filter((part) => part !== null).join(' ');
}

/** Returns the preferred name as text; null for a patient without a name. */
export function fullName(patient: Pick<Patient, 'name'>, time: SiteTime): string | null {
  const name = preferredName(patient, time);
  return name === null ? null : nameText(name);
}

/** Returns whether any name, past names included, conceals the patient's identity (FHIR R4 NameUse `anonymous`). */
export function hasProtectedName(patient: Pick<Patient, 'name'>): boolean {
  return namesOf(patient).some(({ use }) => memberOf(NAME_USE, use) === 'ANONYMOUS');
}

/** Ranks the uses of current names (FHIR R4 NameUse): a lower standing wins, then a lower order. */
const STANDING = {
  USUAL: { standing: 0, order: 0 },
  OFFICIAL: { standing: 0, order: 1 },
  UNRECOGNIZED: { standing: 0, order: 2 },
  TEMP: { standing: 1, order: 0 },
  NICKNAME: { standing: 1, order: 1 },
  ANONYMOUS: { standing: 1, order: 2 },
  MAIDEN: { standing: 2, order: 0 },
  OLD: { standing: 2, order: 0 },
} as const satisfies Record<NameUse, { readonly standing: number; readonly order: number }>;

/** The best standing that a name can have in each phase of its period. */
const BEST_STANDING = { current: 0, past: STANDING.OLD.standing, future: STANDING.OLD.standing + 1 };

/** Lower is better. Standing weighs more than having a family name, which weighs more than the order of uses. */
function rank(name: HumanName, time: SiteTime): number {
  const { standing, order } = STANDING[memberOf(NAME_USE, name.use) ?? 'UNRECOGNIZED'];
  const best = BEST_STANDING[periodPhase(name.period, time)];
  return Math.max(standing, best) * 100 + (hasFamilyName(name) ? 0 : 10) + order;
}

/** Assumes that `text` includes the family name if it has more words than the other parts. */
function hasFamilyName(name: HumanName): boolean {
  if (readText(name.family) !== null) return true;
  const others = inParts(name);
  const words = wordsIn(readText(name.text) ?? '');
  return words > 1 && words > wordsIn(others);
}

function wordsIn(shown: string): number {
  return shown === '' ? 0 : shown.split(/\s+/).length;
}
