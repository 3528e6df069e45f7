/** How a result was judged, out of what servers send as `interpretation` (FHIR R4 Observation.interpretation). */
import {
  isInterpretationSystem,
  type Judgement,
  type JudgementMember,
  judgementOfCode,
  judgementOfPhrase,
  JUDGEMENTS,
  SEVERITY,
} from './interpretation-codes.ts';
import { isObject, readObjects, readText } from './lenient-read.ts';
import type { CodeableConcept, Coding, Observation, ObservationComponent } from './types.ts';

type Judged = Pick<ObservationComponent, 'interpretation'>;
type JudgedWithParts = Judged & Pick<Observation, 'component'>;

/** A judgement, or something beyond the table. */
type Reading = Pick<Judgement, 'severity' | 'direction'> & {
  readonly member: JudgementMember | 'UNRECOGNIZED';
};

const UNRECOGNIZED: Reading = { member: 'UNRECOGNIZED', severity: 'unrecognized' };

/**
 * Returns the most severe judgement on a result. Components count where they are abnormal or unreadable, or where the result itself has no
 * judgement. Null without any judgement.
 */
export function interpretationOf(observation: JudgedWithParts): Reading['member'] | null {
  const [own, parts] = [readingsOf(observation), partsOf(observation).flatMap(readingsOf)];
  const counted =
    own.length === 0
      ? parts
      : [...own, ...parts.filter((part) => isOutOfTheOrdinary(part) || part === UNRECOGNIZED)];
  return mostSevere(counted)?.member ?? null;
}

/**
 * Whether the source judged the result, or a component of it, as abnormal: false only for N or S without a component that is abnormal or
 * unreadable, null where the judgement does not say.
 */
export function isAbnormal(observation: JudgedWithParts): boolean | null {
  const own = readingsOf(observation);
  const parts = partsOf(observation).map(readingsOf);
  if ([...own, ...parts.flat()].some(isOutOfTheOrdinary)) return true;
  if (parts.flat().includes(UNRECOGNIZED)) return null;
  const isNormal = own.length > 0 ? areNormal(own) : parts.length > 0 && parts.every(areNormal);
  return isNormal ? false : null;
}

/** The judgement in the words of the source; null where there is none. */
export function interpretationText(observation: Judged): string | null {
  const words = interpretationConcepts(observation).map(wordsOf);
  return readText(words.filter((shown) => shown !== null).join(', '));
}

/** The judgement as concepts: also where a server sends the one concept of FHIR's older versions, or bare text. */
export function interpretationConcepts({ interpretation }: Judged): CodeableConcept[] {
  const sent: unknown = interpretation;
  return (Array.isArray(sent) ? sent : [sent]).flatMap((one: unknown): CodeableConcept[] => {
    if (isObject(one)) return Object.keys(one).length === 0 ? [] : [one];
    const words = readText(one);
    return words === null ? [] : [{ text: words }];
  });
}

function partsOf({ component }: JudgedWithParts): ObservationComponent[] {
  return readObjects(component);
}

/** One reading for each concept: its codes are translations of each other, so the most severe one that is known counts. */
function readingsOf(judged: Judged): Reading[] {
  return interpretationConcepts(judged)
    .filter((concept) => !isPlaceholder(concept))
    .map(readConcept);
}

/** Epic sends the text `(NONE)` without a code where nobody judged the result (seen in its public sandbox). */
function isPlaceholder({ coding, text: words }: CodeableConcept): boolean {
  return readObjects(coding).length === 0 && readText(words)?.toUpperCase() === '(NONE)';
}

/** A normal code counts only where nothing in its concept disagrees or is unreadable: "not normal" next to N takes the N back. */
function readConcept({ coding, text: words }: CodeableConcept): Reading {
  const codings = readObjects(coding);
  const codes = new Set(codings.map(({ code }) => readText(code)?.toUpperCase()));
  // Words that only repeat a code add nothing to it.
  const texts = [words, ...codings.map(({ display }) => display)].filter(
    (one) => !codes.has(readText(one)?.toUpperCase()) || judgementOfPhrase(one) !== null,
  );
  const readings = [
    ...codings.filter(isOfHl7).map(({ code, system }) => readIfStated(code, readCode(code, system))),
    ...texts.map((one) => readIfStated(one, judgementOfPhrase(one))),
  ].filter((reading) => reading !== null);
  const most = mostSevere(readings.filter((reading) => reading !== UNRECOGNIZED)) ?? UNRECOGNIZED;
  return most.severity === 'normal' && readings.includes(UNRECOGNIZED) ? UNRECOGNIZED : most;
}

/** A code of another system means what that system says: only its display counts, so a site's `A` for "Acceptable" is not abnormal. */
function isOfHl7({ system }: Coding): boolean {
  const uri = readText(system);
  return uri === null || isInterpretationSystem(uri);
}

/** Without a system, servers also send words as a code. */
function readCode(code: unknown, system: unknown): Reading | null {
  return judgementOfCode(code) ?? (readText(system) === null ? judgementOfPhrase(code) : null);
}

/** Null where nothing was sent. */
function readIfStated(sent: unknown, reading: Reading | null): Reading | null {
  const isBlank =
    sent === undefined || sent === null || (typeof sent === 'string' && readText(sent) === null);
  return isBlank ? null : (reading ?? UNRECOGNIZED);
}

/** Of opposite directions neither wins: the result is abnormal. Of equals the first of the table counts, but "abnormal" says least. */
function mostSevere(readings: readonly Reading[]): Reading | null {
  const most = Math.max(...readings.map(rankOf));
  const directions = new Set(readings.filter(isOutOfTheOrdinary).map(({ direction }) => direction));
  if (directions.has('high') && directions.has('low'))
    return most === SEVERITY.critical ? JUDGEMENTS.AA : JUDGEMENTS.A;
  const top = readings.filter((reading) => rankOf(reading) === most);
  return top.toSorted((one, other) => orderOf(one) - orderOf(other))[0] ?? null;
}

const GENERAL: ReadonlySet<Reading['member']> = new Set([JUDGEMENTS.A.member, JUDGEMENTS.AA.member]);
const MEMBER_ORDER = Object.values(JUDGEMENTS).map(({ member }): Reading['member'] => member);

function orderOf({ member }: Reading): number {
  return GENERAL.has(member) ? MEMBER_ORDER.length : MEMBER_ORDER.indexOf(member);
}

function rankOf({ severity }: Reading): number {
  return SEVERITY[severity];
}

function isOutOfTheOrdinary(reading: Reading): boolean {
  return rankOf(reading) >= SEVERITY.abnormal;
}

/** N stays normal next to a negative finding, and next to nothing more. */
function areNormal(readings: readonly Reading[]): boolean {
  const ranks = readings.map(rankOf);
  return ranks.includes(SEVERITY.normal) && ranks.every((rank) => rank <= SEVERITY.unremarkable);
}

function wordsOf({ text: own, coding }: CodeableConcept): string | null {
  const codings = readObjects(coding);
  const texts = [own, ...codings.map(({ display }) => display), ...codings.map(({ code }) => code)];
  return texts.map(readText).find((words) => words !== null) ?? null;
}
