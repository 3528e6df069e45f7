import { systemIdentity } from './code-systems.ts';
import { codingsOf, conceptText } from './concepts.ts';
import { decimalNumber } from './decimals.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { CodeableConcept, Observation, ObservationComponent, Quantity } from './types.ts';
import { areSameUnit, contradictsCode, unitText } from './units.ts';

type Part = Pick<ObservationComponent, 'code' | 'valueQuantity'>;

/** Returns true if two values of the same code have different units, so comparing their numbers would mislead. Ignores unitless values. */
export function hasMixedUnits(observations: readonly Observation[]): boolean {
  /** One value of each code: the first with a number and a unit, or one that is not known to lack them. */
  const units = new Map<string, Quantity>();
  for (const observation of observations) {
    const parts: Part[] = [observation, ...readObjects(observation.component)];
    for (const { code, valueQuantity } of parts) {
      const [key, quantity] = [readObject(code) === null ? null : codeKey(code), readObject(valueQuantity)];
      if (key === null || quantity === null) continue;
      const first = units.get(key);
      // Parsing a unit is expensive, and nearly all units of a code are spelled alike.
      if (first === undefined || (isSpelledAlike(first, quantity) && decimalNumber(first.value) === null))
        units.set(key, quantity);
      else if (!isSpelledAlike(first, quantity) && isMeasured(quantity)) {
        if (!isMeasured(first)) units.set(key, quantity);
        else if (!areSameUnit(first, quantity)) return true;
      }
    }
  }
  return false;
}

/** Returns true if a value has a unit that contradicts its UCUM code. */
export function hasContradictoryUnits(observations: readonly Observation[]): boolean {
  return observations
    .flatMap((observation): Part[] => [observation, ...readObjects(observation.component)])
    .some(({ valueQuantity }) => contradictsCode(readObject(valueQuantity) ?? {}));
}

function isSpelledAlike(one: Quantity, other: Quantity): boolean {
  return one.unit === other.unit && one.code === other.code && one.system === other.system;
}

function isMeasured(quantity: Quantity): boolean {
  return decimalNumber(quantity.value) !== null && unitText(quantity) !== null;
}

/** Caches keys, because several lists of an operation can contain the same records. */
const keys = new WeakMap<CodeableConcept, string | null>();

function codeKey(concept: CodeableConcept): string | null {
  const known = keys.get(concept);
  if (known !== undefined) return known;
  const key = toCodeKey(concept);
  keys.set(concept, key);
  return key;
}

/** Returns the LOINC code, otherwise the first code, otherwise the text. Treats all spellings of a system as one. */
function toCodeKey(concept: CodeableConcept): string | null {
  const codings = codingsOf(concept).filter(({ code }) => readText(code) !== null);
  const coding = codings.find(({ system }) => systemIdentity(system) === 'LOINC') ?? codings[0];
  if (coding === undefined) return conceptText(concept);
  return JSON.stringify([systemIdentity(coding.system), readText(coding.code)]);
}
