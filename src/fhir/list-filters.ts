/**
 * How lists are narrowed down: what is asked of the server, and the same again on what it sends, since servers ignore parameters
 * that they do not know (Epic with no more than a hint).
 */
import { GatewayError } from '../errors.ts';
import { codeOf } from './codes.ts';
import { hasOffset } from './dates.ts';
import { mayOverlap, intervalOf } from './intervals.ts';
import { valuesAt } from './element-path.ts';
import { isObject, readText } from './lenient-read.ts';
import { toEpochMs } from './site-time.ts';

/** One way to narrow a list down. Its values are alternatives. */
export interface ListFilter {
  /** The name of the search parameter. */
  readonly parameter: string;
  /** False where the server is never asked to narrow the list down, because it could leave out a record that belongs to the list. */
  readonly isSent?: false;
  /** Codes of other systems that mean the same as a value, and that a record can have in its place. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  /** FHIR's prefix for dates (R4 §3.1.1.4.5). */
  readonly prefix?: 'ge' | 'le';
  /** The members of the graph's enum by code, where the values are such members. */
  readonly members?: Readonly<Record<string, string>>;
  /** Whether the resource is in the list; `dates` are the paths where its type keeps its date. */
  readonly matches: (resource: object, values: readonly string[], dates: readonly string[]) => boolean;
}

/**
 * Filters by codes of a CodeableConcept: `718-7`, or `http://loinc.org|718-7` if the code alone is ambiguous.
 * @param path leads to the concept. A Coding, such as `Encounter.class`, never matches.
 */
export function byConcept(
  parameter: string,
  path: string,
  members?: ListFilter['members'],
  aliases: ListFilter['aliases'] = {},
): ListFilter {
  return {
    parameter,
    aliases,
    ...(members === undefined ? {} : { members }),
    matches: (resource, values) => {
      const codings = valuesAt(resource, `${path}.coding`);
      return withAliases(aliases, values).some((token) =>
        codings.some((coding) => matchesToken(coding, token)),
      );
    },
  };
}

/** Returns the values and what means the same. */
export function withAliases(aliases: ListFilter['aliases'] = {}, values: readonly string[]): string[] {
  return [...new Set(values.flatMap((value) => [value, ...(aliases[value] ?? [])]))];
}

/** By a code element, such as a status. */
export function byCode(parameter: string, path: string, members: ListFilter['members'] = {}): ListFilter {
  return {
    parameter,
    members,
    matches: (resource, values) =>
      valuesAt(resource, path).some((code) => typeof code === 'string' && values.includes(code)),
  };
}

/** Filters by date: keeps resources that may be dated at or after a date or time. */
export function byEarliestDate(parameter: string): ListFilter {
  return {
    parameter,
    prefix: 'ge',
    matches: (resource, [date = ''], dates) => mayOverlap(dateOf(resource, dates), date, null),
  };
}

/** Filters by date: keeps resources that may be dated at or before a date or time. */
export function byLatestDate(parameter: string): ListFilter {
  return {
    parameter,
    prefix: 'le',
    matches: (resource, [date = ''], dates) => mayOverlap(dateOf(resource, dates), null, date),
  };
}

/**
 * The values of an argument as FHIR knows them; null where the argument was not given.
 * @throws GatewayError BAD_USER_INPUT for UNRECOGNIZED, which no server can be asked for
 */
export function valuesOf({ members }: ListFilter, argument: unknown): readonly string[] | null {
  if (argument === null || argument === undefined) return null;
  const values = (Array.isArray(argument) ? argument : [argument]).map(String);
  return members === undefined ? values : values.map((member) => codeOf(members, member) ?? unrecognized());
}

function unrecognized(): never {
  throw new GatewayError(
    'BAD_USER_INPUT',
    'UNRECOGNIZED stands for all codes that FHIR does not know, and cannot be asked for. Leave the argument out, and pick.',
  );
}

/** The search parameter for the values, with what separates values in FHIR escaped inside them (R4 §3.1.1.5.7). */
export function parameterOf({ parameter, prefix }: ListFilter, values: readonly string[]): [string, string] {
  return [
    parameter,
    values.map((value) => `${prefix ?? ''}${value.replace(/[\\,$]/g, String.raw`\$&`)}`).join(','),
  ];
}

/**
 * Returns a bound with the offset of the site, so that no server reads it in a time zone of its own and loses an evening (R4 §3.1.1.4.7).
 * Records are compared with the bound as it was given.
 */
export function withOffset({ prefix }: ListFilter, bound: string, zone: string): string {
  const interval = prefix === undefined || hasOffset(bound) ? null : intervalOf(bound);
  if (interval === null) return bound;
  const moment = prefix === 'ge' ? toEpochMs(interval.start, zone) : toEpochMs(interval.end, zone) - 1;
  const written = new Date(moment).toISOString();
  // FHIR has four digits for a year.
  return /^\d{4}-/.test(written) ? written : bound;
}

/** Returns the first date, dateTime or Period that stands at one of the paths; null where none does. */
export function dateOf(resource: object, paths: readonly string[]): unknown {
  return findDate(resource, paths)?.value ?? null;
}

/** Returns the same, with the path where it stands. */
export function findDate(
  resource: object,
  paths: readonly string[],
): { readonly path: string; readonly value: unknown } | null {
  for (const path of paths) {
    const value = valuesAt(resource, path)[0];
    if (readText(value) !== null || isObject(value)) return { path, value };
  }
  return null;
}

function matchesToken(coding: unknown, token: string): boolean {
  if (!isObject(coding)) return false;
  const bar = token.indexOf('|');
  if (bar === -1) return coding['code'] === token;
  return coding['code'] === token.slice(bar + 1) && (coding['system'] ?? '') === token.slice(0, bar);
}
