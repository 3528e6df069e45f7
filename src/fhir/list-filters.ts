/**
 * Filters for lists. Each filter is a search parameter and a check of the resources that the server returns, because servers ignore
 * parameters that they do not support. Epic only mentions that in an outcome.
 */
import { GatewayError } from '../errors.ts';
import { codeOf, memberOfText, spelledAsCode } from './codes.ts';
import { hasOffset } from './dates.ts';
import { mayOverlap, intervalOf } from './intervals.ts';
import { valuesAt } from './element-path.ts';
import { isFhirId, parseOwnReference, type ServerUrls } from './ids.ts';
import { hasContent, isObject, readDate, readText } from './lenient-read.ts';
import { toEpochMs } from './site-time.ts';

/** A filter for one search parameter. A resource matches if it matches any of the values. */
export interface ListFilter {
  readonly parameter: string;
  /** False if the gateway never sends the parameter, because a server could leave out records that belong in the list. */
  readonly isSent?: false;
  /** By value: codes of other systems that records use with the same meaning. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  /** FHIR's prefix for dates (R4 §3.1.1.4.5). */
  readonly prefix?: 'ge' | 'le';
  /** The elements that a filter by date compares; the search parameter must cover the same. By default, the dates of the type. */
  readonly dates?: readonly string[];
  /** Rewrites a value for Epic. */
  readonly atEpic?: (value: string) => string;
  /** The members of the GraphQL enum by FHIR code, if the argument is such an enum. */
  readonly members?: Readonly<Record<string, string>>;
  /** The largest number of values to send. */
  readonly maxSent?: number;
  /** Whether a record can have the value. The gateway ignores other values. */
  readonly isPossible?: (value: string) => boolean;
  /** The reference that the filter compares, if it is one. Lists that share a page find their records by its targets. */
  readonly reference?: {
    readonly path: string;
    /** Returns the target that a value of the filter names, as `Type/id`. */
    readonly targetOf: (value: string) => string;
  };
  /**
   * Returns whether the resource belongs in the list. `values` include their aliases, and a bound also with the offset of the site. `dates` are the paths of the dates of its type, and
   * `server` sent it: a reference to another server names another resource.
   */
  readonly matches: (
    resource: object,
    values: readonly string[],
    dates: readonly string[],
    server?: ServerUrls,
  ) => boolean;
}

/**
 * Filters by codes of a CodeableConcept: `718-7`, or `http://loinc.org|718-7` if the code would be ambiguous without its system.
 * @param paths of the concepts. A Coding, such as `Encounter.class`, never matches.
 */
export function byConcept(
  parameter: string,
  paths: string | readonly string[],
  members?: ListFilter['members'],
  aliases: ListFilter['aliases'] = {},
): ListFilter {
  const codingPaths = [paths].flat().map((path) => `${path}.coding`);
  return {
    parameter,
    aliases,
    ...(members === undefined ? {} : { members }),
    matches: (resource, tokens) => {
      const codings = codingPaths.flatMap((path) => valuesAt(resource, path));
      return tokens.some((token) => codings.some((coding) => matchesToken(coding, token)));
    },
  };
}

/**
 * Filters by codes of a concept that can also be a reference. Keeps records with only the reference, whose target can have any code. Never
 * sent: a server would leave them out.
 */
export function byConceptOrReference(parameter: string, path: string, reference: string): ListFilter {
  const coded = byConcept(parameter, path);
  return {
    ...coded,
    isSent: false,
    matches: (resource, tokens, dates) =>
      coded.matches(resource, tokens, dates) ||
      (!valuesAt(resource, path).some(hasContent) && valuesAt(resource, reference).some(hasContent)),
  };
}

/** Returns the values and their aliases. */
export function withAliases(aliases: ListFilter['aliases'] = {}, values: readonly string[]): string[] {
  return [...new Set(values.flatMap((value) => [value, ...(aliases[value] ?? [])]))];
}

/** Filters by a code element, such as a status. Ignores case and separators, as the status fields do. */
export function byCode(parameter: string, path: string, members: ListFilter['members'] = {}): ListFilter {
  return {
    parameter,
    members,
    matches: (resource, values) =>
      valuesAt(resource, path).some((code) => values.includes(spelledAsCode(code) ?? '')),
  };
}

/** The statuses of orders, plans and tasks in force. */
const IN_FORCE: ReadonlySet<string> = new Set([
  'active',
  'requested',
  'received',
  'accepted',
  'ready',
  'in-progress',
]);

/** Returns whether a value set of statuses is one of orders, plans or tasks, which are in force until they are completed. */
export function isOrderStatus(members: Readonly<Record<string, string>>): boolean {
  return 'completed' in members && ('active' in members || 'requested' in members);
}

/**
 * Filters orders, plans and tasks by status. A status in force, such as `active`, also keeps those whose status is unknown, missing or
 * unreadable, which may apply. Never sent: a server would leave them out.
 */
export function byOrderStatus(
  parameter: string,
  path: string,
  members: Readonly<Record<string, string>>,
): ListFilter {
  const coded = byCode(parameter, path, members);
  const isUncertain = (status: unknown): boolean =>
    [null, 'UNKNOWN', 'UNRECOGNIZED'].includes(memberOfText(members, status));
  return {
    ...coded,
    isSent: false,
    matches: (resource, values, dates) =>
      coded.matches(resource, values, dates) ||
      (values.some((value) => IN_FORCE.has(value)) && valuesAt(resource, path).every(isUncertain)),
  };
}

/**
 * Filters by the encounters that a reference names: relative, absolute on this server, or with a version. Sends one id only, because Epic
 * does not document that it accepts several. `context` can also name an episode of care, so FHIR needs the type with its id.
 */
export function byEncounter(parameter: string, path: string): ListFilter {
  return {
    parameter,
    maxSent: 1,
    isPossible: isFhirId,
    ...(parameter === 'encounter' ? {} : { isSent: false }),
    ...comparing({ path, targetOf: (id) => `Encounter/${id}` }),
  };
}

/** Filters by the record that a reference names, as `Type/id`. Sends one only, as {@link byEncounter} does. */
export function byTarget(parameter: string, path: string): ListFilter {
  return { parameter, maxSent: 1, ...comparing({ path, targetOf: (target) => target }) };
}

type ComparesReference = Required<Pick<ListFilter, 'reference' | 'matches'>>;

function comparing(reference: ComparesReference['reference']): ComparesReference {
  const { path, targetOf } = reference;
  return {
    reference,
    matches: (resource, values, _dates, server) => {
      const targets = server === undefined ? [] : targetsAt(resource, path, server);
      return values.some((value) => targets.includes(targetOf(value)));
    },
  };
}

/** Returns the targets of the references at a path that are on the server itself, as `Type/id`. */
export function targetsAt(resource: object, path: string, server: ServerUrls): string[] {
  return valuesAt(resource, `${path}.reference`).flatMap((reference) => {
    const literal = readText(reference);
    const target = literal === null ? null : parseOwnReference(literal, server);
    return target === null ? [] : [`${target.type}/${target.id}`];
  });
}

/** Keeps resources that may be dated at or after a date or time. */
export function byEarliestDate(parameter: string): ListFilter {
  return {
    parameter,
    prefix: 'ge',
    matches: (resource, bound, dates) => mayOverlap(dateOf(resource, dates), bound, null),
  };
}

/** Keeps resources that may be dated at or before a date or time. */
export function byLatestDate(parameter: string): ListFilter {
  return {
    parameter,
    prefix: 'le',
    matches: (resource, bound, dates) => mayOverlap(dateOf(resource, dates), null, bound),
  };
}

/**
 * Returns the values of an argument as FHIR codes; null if the argument is absent.
 * @throws GatewayError BAD_USER_INPUT for UNRECOGNIZED, which has no FHIR code to search for
 */
export function valuesOf(
  { members, isPossible = () => true }: ListFilter,
  argument: unknown,
): readonly string[] | null {
  if (argument === null || argument === undefined) return null;
  const values = (Array.isArray(argument) ? argument : [argument]).map(String).filter(isPossible);
  return members === undefined
    ? values
    : values.map((member) => codeOf(members, member) ?? rejectUnrecognized());
}

function rejectUnrecognized(): never {
  throw new GatewayError(
    'BAD_USER_INPUT',
    'UNRECOGNIZED stands for every code outside the value set, so it cannot be searched for. Omit the argument and filter the results.',
  );
}

/** Returns the search parameter for the values, and escapes FHIR's separators within them (R4 §3.1.1.5.7). */
export function parameterOf({ parameter, prefix }: ListFilter, values: readonly string[]): [string, string] {
  return [
    parameter,
    values.map((value) => `${prefix ?? ''}${value.replace(/[\\,$]/g, String.raw`\$&`)}`).join(','),
  ];
}

/**
 * Returns a bound with the offset of the site. Without one, a server may read the bound in its own time zone and lose an evening of
 * records (R4 §3.1.1.4.7).
 */
export function withOffset({ prefix }: ListFilter, bound: string, zone: string): string {
  const interval = prefix === undefined || hasOffset(bound) ? null : intervalOf(bound);
  if (interval === null) return bound;
  const moment = prefix === 'ge' ? toEpochMs(interval.start, zone) : toEpochMs(interval.end, zone) - 1;
  const written = new Date(moment).toISOString();
  // FHIR years have four digits.
  return /^\d{4}-/.test(written) ? written : bound;
}

/** Returns the first date, dateTime or Period at one of the paths; null if none has a value. */
export function dateOf(resource: object, paths: readonly string[]): unknown {
  return findDate(resource, paths)?.value ?? null;
}

/** Returns the same value as `dateOf`, with its path. */
export function findDate(
  resource: object,
  paths: readonly string[],
): { readonly path: string; readonly value: unknown } | null {
  for (const path of paths) {
    const value = valuesAt(resource, path)[0];
    if (readDate(value, value) !== null) return { path, value };
  }
  return null;
}

function matchesToken(coding: unknown, token: string): boolean {
  if (!isObject(coding)) return false;
  const [code, system] = [readText(coding['code']), readText(coding['system']) ?? ''];
  const bar = token.indexOf('|');
  if (bar === -1) return code === token;
  return code === token.slice(bar + 1) && system === token.slice(0, bar);
}
