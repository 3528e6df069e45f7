/** Human names as Epic sends them: duplicated by use, sometimes text alone, sometimes nothing at all. */
import { objects, text, texts } from './shape.ts';
import type { HumanName, Patient } from './types.ts';

/** The patient's names that hold anything, in the order sent. */
export function namesOf({ name }: Pick<Patient, 'name'>): HumanName[] {
  return objects(name);
}

/**
 * The name to call the patient by: `usual` before `official` before the first other. Names that are over (`old`, `maiden`,
 * or with an end) come last, and a name with nothing to show is passed over while there is another.
 */
export function preferredName(patient: Pick<Patient, 'name'>, use?: string): HumanName | null {
  const names = namesOf(patient).filter((name) => use === undefined || name.use === use);
  const ranked = names.toSorted((one, other) => rank(one) - rank(other));
  return ranked.find((name) => nameText(name) !== null) ?? ranked[0] ?? null;
}

/** A name ready to show: its `text`, or prefix, given, family and suffix; null where it has neither. */
export function nameText(name: HumanName): string | null {
  const parts = [...texts(name.prefix), ...texts(name.given), text(name.family), ...texts(name.suffix)];
  const shown = text(name.text) ?? text(parts.filter((part) => part !== null).join(' '));
  return shown?.replace(/\s+/g, ' ') ?? null;
}

/** The preferred name ready to show; null for a patient without a name. */
export function fullName(patient: Pick<Patient, 'name'>): string | null {
  const name = preferredName(patient);
  return name === null ? null : nameText(name);
}

const PREFERENCE: readonly (string | undefined)[] = ['usual', 'official'];
const OVER: ReadonlySet<string | undefined> = new Set(['old', 'maiden']);

function rank(name: HumanName): number {
  if (OVER.has(name.use) || text(name.period?.end) !== null) return PREFERENCE.length + 1;
  const at = PREFERENCE.indexOf(name.use);
  return at === -1 ? PREFERENCE.length : at;
}
