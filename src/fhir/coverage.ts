import { codingsOf, firstName } from './concepts.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import { referenceName } from './resource-names.ts';
import { identifiersOf } from './ssn.ts';
import type { Coverage } from './types.ts';

/** http://terminology.hl7.org/CodeSystem/coverage-class. */
const PLAN = 'plan';
/** HL7 v2-0203: member number of a health plan. */
const MEMBER_NUMBER = 'MB';

/** Returns the name of the plan, otherwise the payor, otherwise the type of coverage; null without any of them. */
export function coverageName(coverage: Coverage): string | null {
  const plan = readObjects(coverage.class).find(({ type }) => hasCode(type, PLAN));
  const payors = readObjects(coverage.payor).map((payor) => referenceName(payor, coverage));
  return firstName(plan?.name, ...payors, coverage.type);
}

/** Returns the member number (US Core: identifier of type MB); null if missing. */
export function memberIdOf(coverage: Coverage): string | null {
  return readText(identifiersOf(coverage).find(({ type }) => hasCode(type, MEMBER_NUMBER))?.value);
}

/** Returns the subscriber's id; null if it is missing or known to be a social security number. */
export function subscriberIdOf(coverage: Coverage): string | null {
  const value = readText(coverage.subscriberId);
  if (value === null) return null;
  const all = identifiersOf({ identifier: [...readObjects(coverage.identifier), { value }] });
  return readText(all.at(-1)?.value) === value ? value : null;
}

function hasCode(concept: Coverage['type'], wanted: string): boolean {
  return codingsOf(readObject(concept) ?? {}).some(({ code }) => readText(code) === wanted);
}
