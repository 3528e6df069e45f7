/** Formats the result of the check for a terminal or as JSON. */
import type { styleText } from 'node:util';
import type { DocumentSettings } from '../config/document-settings.ts';
import { indent, type TextStyle } from '../doctor/report.ts';
import { UNCOUNTABLE } from '../graphql/cost/cardinality.ts';
import type { DocumentPrice } from '../graphql/plugins/document-price.ts';
import type { ExaminedDocument, Verdict } from './examination.ts';
import type { ReadSources } from './sources.ts';

export interface CheckReport {
  readonly settings: DocumentSettings;
  readonly sources: ReadSources;
  readonly documents: readonly ExaminedDocument[];
}

/** Returns whether the gateway starts with these files and serves every document. */
export function isPassed({ sources, documents }: CheckReport): boolean {
  return sources.problems.length === 0 && documents.every(({ verdict }) => verdict !== 'refused');
}

/** Increases when a member disappears or changes its meaning, but not for new members. */
const FORMAT = 1;

/** Contains the assumed variables only: given ones can be patient data. */
export function checkInJson(report: CheckReport): string {
  const { settings, sources, documents } = report;
  const content = {
    format: FORMAT,
    outcome: isPassed(report) ? 'passed' : 'refused',
    limits: { requests: settings.maxUpstreamCalls, responseBytes: settings.maxResponseBytes },
    files: sources.files,
    problems: sources.problems,
    documents: documents.map(describeDocument),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function describeDocument({ price, ...document }: ExaminedDocument): object {
  return { ...document, price: price === null ? null : describePrice(price) };
}

function describePrice({ requests, costliest, bytes }: DocumentPrice): object {
  return {
    requests,
    responseBytes: Math.round(bytes),
    costliest: costliest.map(({ path, calls }) => ({ field: path, requests: calls })),
  };
}

const MARKS: Readonly<Record<Verdict, readonly [mark: string, format: Parameters<typeof styleText>[0]]>> = {
  passed: ['ok', 'green'],
  warned: ['warning', 'yellow'],
  refused: ['refused', 'red'],
};

const MARK_WIDTH = Math.max(...Object.values(MARKS).map(([mark]) => mark.length));
const MARGIN = 2;
const MAX_NAME_WIDTH = 40;

/** Uses ASCII only, because logs of CI often show nothing else. */
export function checkInWords(report: CheckReport, style: TextStyle): string {
  const { sources, documents } = report;
  const names = documents.map((document) => nameOf(document).length);
  const width = Math.min(Math.max(0, ...names), MAX_NAME_WIDTH);
  const byFile = Map.groupBy(documents, ({ file }) => file);
  const sections = [...byFile].map(
    ([file, found]) =>
      `${style.paint('bold', printable(file))}\n${found.map((one) => documentInWords(one, width, style)).join('')}\n`,
  );
  const problems = sources.problems.map((problem) => `${indent(printable(problem), style, '', 0)}\n`);
  const lead = problems.length > 0 ? [...problems, '\n'] : [];
  return [...lead, ...sections, `${indent(summaryOf(report), style, '', 0)}\n`].join('');
}

function documentInWords(document: ExaminedDocument, width: number, style: TextStyle): string {
  const { verdict, problems, warnings, deprecations, price, assumed } = document;
  const [mark, format] = MARKS[verdict];
  const name = printable(nameOf(document)).padEnd(width);
  const margin = MARGIN + MARK_WIDTH + 2;
  const shown = new Set([...problems.map(({ message }) => message), ...warnings, ...deprecations]);
  const assumptions = Object.entries(assumed).map(([variable, value]) => `$${variable} ${sizeOf(value)}`);
  const lines = [
    `${' '.repeat(MARGIN)}${style.paint(format, mark.padEnd(MARK_WIDTH))}  ${name}  ${priceInWords(price)}`.trimEnd(),
    ...Array.from(shown, (text) => indent(printable(text), style, '', margin)),
    ...(assumptions.length > 0
      ? [style.paint('gray', indent(`Assumed: ${assumptions.join(', ')}`, style, '', margin))]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function nameOf({ name, id }: ExaminedDocument): string {
  return name ?? id ?? '(no name)';
}

function priceInWords(price: DocumentPrice | null): string {
  if (price === null) return '';
  const { fewest, most } = price.requests;
  if (most >= UNCOUNTABLE) return 'more FHIR requests than the gateway can count';
  const figure = fewest === most ? String(most) : `${fewest} to ${most}`;
  return `${figure} FHIR request${figure === '1' ? '' : 's'}`;
}

/** Returns a short value unchanged, and the number of items of a list. */
function sizeOf(value: unknown): string {
  return Array.isArray(value) && value.length > 1 ? `${value.length} items` : JSON.stringify(value);
}

function summaryOf({ documents, sources, settings }: CheckReport): string {
  if (documents.length === 0)
    return `No operations found. ${plural(sources.problems.length, 'problem')} in the files.`;
  const counts = (['refused', 'warned', 'passed'] as const).flatMap((verdict) => {
    const count = documents.filter((document) => document.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict === 'warned' ? 'with warnings' : verdict}`];
  });
  const problems =
    sources.problems.length > 0 ? `, ${plural(sources.problems.length, 'problem')} in the files` : '';
  return `${plural(documents.length, 'operation')}: ${counts.join(', ')}${problems}. The limit is ${settings.maxUpstreamCalls} FHIR requests per operation.`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A manifest could otherwise move the cursor of the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
