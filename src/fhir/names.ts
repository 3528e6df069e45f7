/** Human names as Epic sends them: duplicated by use, sometimes text alone, sometimes nothing at all. */
import { memberOf, NAME_USE } from './codes.ts';
import { readObjects, readText, readTexts } from './lenient-read.ts';
import { periodPhase, type SiteTime } from './site-time.ts';
import type { HumanName, Patient } from './types.ts';

/** The patient's names, in the order sent. */
export function namesOf({ name }: Pick<Patient, 'name'>): HumanName[] {
  return readObjects(name);
}

/** A member of the graph's NameUse. */
type NameUse = (typeof NAME_USE)[keyof typeof NAME_USE] | 'UNRECOGNIZED';

/**
 * Returns the name to show. A current name comes before one that is over or yet to come, whatever their uses; a name in the person's own
 * right before a nickname, temporary or anonymous one; a name with a family name before one without; and then `usual` before `official`
 * before the first other. A name with nothing to show is the last choice.
 * @param use only names of this use
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

/** A name ready to show: its `text`, or prefix, given, family and suffix; null where it has neither. */
export function nameText(name: HumanName): string | null {
  return (readText(name.text) ?? readText(inParts(name)))?.replace(/\s+/g, ' ') ?? null;
}

function inParts({ prefix, given, family, suffix }: HumanName): string {
  const parts = [...readTexts(prefix), ...readTexts(given), readText(family), ...readTexts(suffix)];
  return parts.filter((part) => part !== null).join(' ');
}

/** The preferred name ready to show; null for a patient without a name. */
export function fullName(patient: Pick<Patient, 'name'>, time: SiteTime): string | null {
  const name = preferredName(patient, time);
  return name === null ? null : nameText(name);
}

/** Whether a name hides who the person is (FHIR R4 NameUse `anonymous`), whatever its period. */
export function hasProtectedName(patient: Pick<Patient, 'name'>): boolean {
  return namesOf(patient).some(({ use }) => memberOf(NAME_USE, use) === 'ANONYMOUS');
}

/** How well a current name of each use stands for the person, and the order of uses that stand equally well (FHIR R4 NameUse). */
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

/** The best standing that a name can have before, in and after its period. */
const BEST_STANDING = { current: 0, past: STANDING.OLD.standing, future: STANDING.OLD.standing + 1 };

/** Lower is better. Standing decides before a family name does, and a family name before the order of uses. */
function rank(name: HumanName, time: SiteTime): number {
  const { standing, order } = STANDING[memberOf(NAME_USE, name.use) ?? 'UNRECOGNIZED'];
  const best = BEST_STANDING[periodPhase(name.period, time)];
  return Math.max(standing, best) * 100 + (hasFamilyName(name) ? 0 : 10) + order;
}

/** A text with more words than the parts that are sent is taken to hold the family name as well. */
function hasFamilyName(name: HumanName): boolean {
  if (readText(name.family) !== null) return true;
  const others = inParts(name);
  const words = wordsIn(readText(name.text) ?? '');
  return words > 1 && words > wordsIn(others);
}

function wordsIn(shown: string): number {
  return shown === '' ? 0 : shown.split(/\s+/).length;
}
