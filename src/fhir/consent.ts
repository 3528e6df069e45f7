/** Describes the rules of a Consent. A rule that denies never looks like one that permits. */
import { spelledAsCode } from './codes.ts';
import { type InResource } from './in-resource.ts';
import { readBoolean, readObject, readObjects, readText } from './lenient-read.ts';
import { valueInWords } from './observation.ts';
import { conceptOrText } from './quantities.ts';
import { referenceName } from './resource-names.ts';
import type { Consent, ConsentProvision, Period, Reference, Stored } from './types.ts';

/** A rule, and the number of rules that it is an exception to. */
export interface Provision extends InResource<ConsentProvision> {
  readonly depth: number;
}

/** Returns each rule followed by its exceptions. */
export function provisionsOf(consent: Stored<Consent>): Provision[] {
  const found: Provision[] = [];
  const addRules = (rules: readonly (ConsentProvision | null | undefined)[], depth: number): void => {
    for (const value of readObjects(rules)) {
      found.push({ value, resource: consent, depth });
      // The JSON parser limits the depth of a resource, and so of this recursion.
      addRules(readObjects(value.provision), depth + 1);
    }
  };
  addRules([consent.provision].flat(), 0);
  return found;
}

/** Returns the complete rule, such as `Deny: Disclose, for research`. */
export function provisionText({ value, resource }: Provision): string {
  const details = detailsOf(value, resource).filter((detail) => detail !== null);
  return [labelOf(value), details.join(', ')].filter((part) => part !== '').join(': ');
}

const LABELS: Readonly<Record<string, string>> = { deny: 'Deny', permit: 'Permit' };

/** Quotes an unknown type, so it is never read as permission. */
function labelOf({ type }: ConsentProvision): string {
  const [words, code] = [readText(type), spelledAsCode(type)];
  if (words === null || code === null) return 'Rule without a type';
  return (Object.hasOwn(LABELS, code) ? LABELS[code] : undefined) ?? `Rule of the type "${words}"`;
}

/** Stands for a part of a rule that has no words. A rule must not seem to apply to everyone and everything. */
const NOT_NAMED = 'something not named';

function detailsOf(rule: ConsentProvision, container: Provision['resource']): (string | null)[] {
  const { code, action, class: classes, securityLabel, purpose, actor, data, period, dataPeriod } = rule;
  return [
    ...[...readObjects(code), ...readObjects(action)].map((concept) => conceptOrText(concept) ?? NOT_NAMED),
    ...[...readObjects(classes), ...readObjects(securityLabel)].map(codingText),
    ...readObjects(purpose).map((coding) => `for ${codingText(coding)}`),
    ...readObjects(actor).map(
      ({ reference, role }) =>
        `by ${qualified(targetText(reference, container), conceptOrText(role)) ?? 'someone not named'}`,
    ),
    ...readObjects(data).map(
      ({ reference, meaning }) =>
        `data: ${qualified(targetText(reference, container), readText(meaning)) ?? NOT_NAMED}`,
    ),
    prefixed('data of ', periodText(dataPeriod)),
    periodText(period),
  ];
}

/** Returns the name of the target, otherwise the reference itself. Leaves out an identifier, which can be another patient's. */
function targetText(reference: Reference | undefined, container: Provision['resource']): string | null {
  const sent = readObject(reference);
  return referenceName(sent, container) ?? readText(sent?.reference);
}

function qualified(words: string | null, qualifier: string | null): string | null {
  return words === null || qualifier === null ? (words ?? qualifier) : `${words} (${qualifier})`;
}

function codingText(coding: object): string {
  return conceptOrText({ coding: [coding] }) ?? NOT_NAMED;
}

function prefixed(prefix: string, words: string | null): string | null {
  return words === null ? null : prefix + words;
}

function periodText(period: Period | undefined): string | null {
  const value = readObject(period);
  if (value === null) return null;
  const [start, end] = [readText(value.start), readText(value.end)];
  if (start !== null && end !== null) return valueInWords({ type: 'Period', value });
  return start === null ? `until ${end ?? 'a time not given'}` : `from ${start}`;
}

/** Returns the policy rule, otherwise the URIs of the policies. */
export function policyText({ policyRule, policy }: Stored<Consent>): string | null {
  const uris = readObjects(policy).flatMap(
    ({ uri, authority }) => readText(uri) ?? readText(authority) ?? [],
  );
  return conceptOrText(policyRule) ?? readText(uris.join(', '));
}

/** Returns whether the consent was verified; null if no entry says so, or if they differ. */
export function isVerified({ verification }: Stored<Consent>): boolean | null {
  const [one, ...others] = new Set(readObjects(verification).map(({ verified }) => readBoolean(verified)));
  return others.length > 0 ? null : (one ?? null);
}
