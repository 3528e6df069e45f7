/** The structured log: one JSON line per event, which contains only fields of the allow-list. */
import { type DestinationStream, pino } from 'pino';
import type { LogLevel } from '../config/values.ts';
import { escapeLineControls, getStandardOutput } from './buffered-output.ts';

type FieldKind = 'string' | 'number' | 'boolean' | 'strings';

/**
 * The allow-list. No field can contain patient data: there are no resource ids, URLs, queries, bodies, variables or upstream messages.
 * `operationName` is the name that the client gave the document.
 */
const FIELDS = {
  attempt: 'number',
  codes: 'strings',
  durationMs: 'number',
  errorId: 'string',
  errorName: 'string',
  events: 'number',
  host: 'string',
  operationName: 'string',
  operationType: 'string',
  port: 'number',
  problems: 'strings',
  reason: 'string',
  requestId: 'string',
  resourceType: 'string',
  interaction: 'string',
  isOnlyPriced: 'boolean',
  lines: 'number',
  signal: 'string',
  site: 'string',
  sites: 'number',
  spans: 'number',
  stack: 'strings',
  status: 'number',
  traceId: 'string',
  upstream: 'string',
  upstreamRequests: 'number',
  warnings: 'strings',
} as const satisfies Record<string, FieldKind>;

interface FieldTypes {
  string: string;
  number: number;
  boolean: boolean;
  strings: readonly string[];
}

export type LogFields = { [Name in keyof typeof FIELDS]?: FieldTypes[(typeof FIELDS)[Name]] | undefined };

type LogMethod = (event: string, fields?: LogFields) => void;

export interface Log {
  error: LogMethod;
  warn: LogMethod;
  info: LogMethod;
  debug: LogMethod;
}

/** Creates the log. By default it writes to standard output, buffered. */
export function createLog(level: LogLevel, destination: DestinationStream = getStandardOutput()): Log {
  const options = {
    level,
    base: null,
    messageKey: 'event',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = pino(options, { write: (line) => destination.write(escapeLineControls(line)) });
  const emit =
    (name: 'error' | 'warn' | 'info' | 'debug'): LogMethod =>
    (event, fields = {}) => {
      if (logger.isLevelEnabled(name)) logger[name](keepAllowedFields(fields), event);
    };
  return { error: emit('error'), warn: emit('warn'), info: emit('info'), debug: emit('debug') };
}

/** Keeps fields of the allow-list whose values have the listed type. TypeScript's types do not guard at run time. */
function keepAllowedFields(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (isField(name) && isOfKind(value, FIELDS[name])) kept[name] = value;
  }
  return kept;
}

function isField(name: string): name is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, name);
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  return kind === 'strings'
    ? Array.isArray(value) && value.every((item) => typeof item === 'string')
    : typeof value === kind;
}

/** Returns a log that adds the site to each line; the same log without a site. */
export function logOfSite(log: Log, site: string | undefined): Log {
  return site === undefined ? log : addLogFields(log, { site });
}

/** Returns a log that adds the fields to each line. */
export function addLogFields(log: Log, added: LogFields): Log {
  const add =
    (method: LogMethod): LogMethod =>
    (event, fields) =>
      method(event, { ...fields, ...added });
  return { error: add(log.error), warn: add(log.warn), info: add(log.info), debug: add(log.debug) };
}

/**
 * Returns the stack frames of an error, without its message, which may contain patient data or the text of a query. Returns none if the
 * message cannot be separated from the frames.
 */
export function stackFrames(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  return error.stack
    .slice(findMessageEnd(error.stack, error.message))
    .split('\n')
    .filter((line) => /^\s+at .*(:\d+:\d+\)?|\(<anonymous>\)|\(index \d+\))$/.test(line))
    .map((line) => line.trim())
    .slice(0, 12);
}

/**
 * Returns the offset behind the message. A multi-line message can look like frames, so it is matched as a whole, from the first line on. If the
 * message was changed after the stack was captured, it does not match: the offset is then the end of the stack, and no frame is left.
 */
function findMessageEnd(stack: string, message: string): number {
  const [head = ''] = /^[^:\n]*/.exec(stack) ?? [];
  const written = [`${head}: ${message}\n`, ...(message === '' ? [`${head}\n`] : [])];
  return written.find((start) => stack.startsWith(start))?.length ?? stack.length;
}
