/** Reads the interpretation of a result (FHIR R4 Observation.interpretation). */
import {
  isInterpretationSystem,
  type Interpretation,
  type InterpretationMember,
  interpretationOfCode,
  interpretationOfPhrase,
  INTERPRETATIONS,
  SEVERITY,
} from './interpretation-codes.ts';
import { isObject, readObjects, readText } from './lenient-read.ts';
import type { CodeableConcept, Coding, Observation, ObservationComponent } from './types.ts';

type Interpreted = Pick<ObservationComponent, 'interpretation'>;
type InterpretedWithParts = Interpreted & Pick<Observation, 'component'>;

/** An interpretation from the table, or UNRECOGNIZED. */
type Reading = Pick<Interpretation, 'severity' | 'direction'> & {
  readonly member: InterpretationMember | 'UNRECOGNIZED';
};

const UNRECOGNIZED: Reading = { member: 'UNRECOGNIZED', severity: 'unrecognized' };

/**
 * Returns the most severe interpretation of a result; null without any. Components count if they are abnormal or unrecognized, or if the
 * result itself has no interpretation.
 */
export function interpretationOf(observation: InterpretedWithParts): Reading['member'] | null {
  const [own, parts] = [readingsOf(observation), partsOf(observation).flatMap(readingsOf)];
  const counted =
    own.length === 0
      ? parts
      : [...own, ...parts.filter((part) => isAbnormalReading(part) || part === UNRECOGNIZED)];
  return mostSevere(counted)?.member ?? null;
}

/**
 * Returns whether the source flagged the result, a component or a member as abnormal. False only for N or S without an abnormal or
 * unrecognized part; null if the interpretation does not say, or a member was not loaded.
 * @param members the members of a panel, null for each that was not loaded
 */
export function isAbnormal(
  observation: InterpretedWithParts,
  members: readonly (InterpretedWithParts | null)[] = [],
): boolean | null {
  const parts = [ofItself(observation), ...members.map((member) => member && ofItself(member))];
  if (parts.includes(true)) return true;
  // A member without an interpretation changes nothing.
  return parts[0] === false && members.every((member) => member !== null && isUnremarkable(member))
    ? false
    : null;
}

function isUnremarkable(member: InterpretedWithParts): boolean {
  return ofItself(member) === false || interpretationOf(member) === null;
}

function ofItself(observation: InterpretedWithParts): boolean | null {
  const own = readingsOf(observation);
  const parts = partsOf(observation).map(readingsOf);
  if ([...own, ...parts.flat()].some(isAbnormalReading)) return true;
  if (parts.flat().includes(UNRECOGNIZED)) return null;
  const isNormal = own.length > 0 ? areNormal(own) : parts.length > 0 && parts.every(areNormal);
  return isNormal ? false : null;
}

/** Returns the interpretation in the words of the source; null without one. */
export function interpretationText(observation: Interpreted): string | null {
  const words = interpretationConcepts(observation).map(wordsOf);
  return readText(words.filter((shown) => shown !== null).join(', '));
}

/** Returns the interpretation as concepts, even if the server sends one concept, as in earlier versions of FHIR, or bare text. */
export function interpretationConcepts({ interpretation }: Interpreted): CodeableConcept[] {
  const sent: unknown = interpretation;
  return (Array.isArray(sent) ? sent : [sent]).flatMap((one: unknown): CodeableConcept[] => {
    if (isObject(one)) return Object.keys(one).length === 0 ? [] : [one];
    const words = readText(one);
    return words === null ? [] : [{ text: words }];
  });
}

function partsOf({ component }: InterpretedWithParts): ObservationComponent[] {
  return readObjects(component);
}

/** Returns one reading for each concept. Its codes are translations of the same thing, so the most severe known one counts. */
function readingsOf(interpreted: Interpreted): Reading[] {
  return interpretationConcepts(interpreted)
    .filter((concept) => !isPlaceholder(concept))
    .map(readConcept);
}

/** Epic sends the text `(NONE)` without a code for a result without interpretation (observed on its public sandbox). */
function isPlaceholder({ coding, text: words }: CodeableConcept): boolean {
  return readObjects(coding).length === 0 && readText(words)?.toUpperCase() === '(NONE)';
}

/** Returns a normal reading only if nothing in the concept disagrees or is unrecognized: "not normal" next to N overrides the N. */
function readConcept({ coding, text: words }: CodeableConcept): Reading {
  const codings = readObjects(coding);
  const codes = new Set(codings.map(({ code }) => readText(code)?.toUpperCase()));
  // Ignore words that only repeat a code.
  const texts = [words, ...codings.map(({ display }) => display)].filter(
    (one) => !codes.has(readText(one)?.toUpperCase()) || interpretationOfPhrase(one) !== null,
  );
  const readings = [
    ...codings.filter(isOfHl7).map(({ code, system }) => readIfStated(code, readCode(code, system))),
    ...texts.map((one) => readIfStated(one, interpretationOfPhrase(one))),
  ].filter((reading) => reading !== null);
  const most = mostSevere(readings.filter((reading) => reading !== UNRECOGNIZED)) ?? UNRECOGNIZED;
  return most.severity === 'normal' && readings.includes(UNRECOGNIZED) ? UNRECOGNIZED : most;
}

/** Only the displays of other systems count, not their codes: a site's `A` for "Acceptable" is not abnormal. */
function isOfHl7({ system }: Coding): boolean {
  const uri = readText(system);
  return uri === null || isInterpretationSystem(uri);
}

/** Also reads a code without a system as a phrase, because servers send words as codes. */
function readCode(code: unknown, system: unknown): Reading | null {
  return interpretationOfCode(code) ?? (readText(system) === null ? interpretationOfPhrase(code) : null);
}

/** Returns null for a missing or blank value. */
function readIfStated(sent: unknown, reading: Reading | null): Reading | null {
  const isBlank =
    sent === undefined || sent === null || (typeof sent === 'string' && readText(sent) === null);
  return isBlank ? null : (reading ?? UNRECOGNIZED);
}

/** Returns "abnormal" for opposite directions. On a tie, the first in the table wins, and the general codes A and AA come last. */
function mostSevere(readings: readonly Reading[]): Reading | null {
  const most = Math.max(...readings.map(rankOf));
  const directions = new Set(readings.filter(isAbnormalReading).map(({ direction }) => direction));
  if (directions.has('high') && directions.has('low'))
    return most === SEVERITY.critical ? INTERPRETATIONS.AA : INTERPRETATIONS.A;
  const top = readings.filter((reading) => rankOf(reading) === most);
  return top.toSorted((one, other) => orderOf(one) - orderOf(other))[0] ?? null;
}

const GENERAL: ReadonlySet<Reading['member']> = new Set([
  INTERPRETATIONS.A.member,
  INTERPRETATIONS.AA.member,
]);
const MEMBER_ORDER = Object.values(INTERPRETATIONS).map(({ member }): Reading['member'] => member);

function orderOf({ member }: Reading): number {
  return GENERAL.has(member) ? MEMBER_ORDER.length : MEMBER_ORDER.indexOf(member);
}

function rankOf({ severity }: Reading): number {
  return SEVERITY[severity];
}

function isAbnormalReading(reading: Reading): boolean {
  return rankOf(reading) >= SEVERITY.abnormal;
}

/** Returns true if a reading is normal and the others are at most unremarkable, such as a negative finding. */
function areNormal(readings: readonly Reading[]): boolean {
  const ranks = readings.map(rankOf);
  return ranks.includes(SEVERITY.normal) && ranks.every((rank) => rank <= SEVERITY.unremarkable);
}

function wordsOf({ text: own, coding }: CodeableConcept): string | null {
  const codings = readObjects(coding);
  const texts = [own, ...codings.map(({ display }) => display), ...codings.map(({ code }) => code)];
  return texts.map(readText).find((words) => words !== null) ?? null;
}
