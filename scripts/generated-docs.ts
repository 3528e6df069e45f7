/** Renders the files that are generated from the code: parts of docs/, between marks, and sdl/schema.graphql. */
import { readFileSync } from 'node:fs';
import { SIGN_IN_REFUSAL_REASONS } from '../src/access/caller.ts';
import { VARIABLES } from '../src/config/variables.ts';
import { CREATES } from '../src/doctor/writes.ts';
import { ERROR_CODES } from '../src/errors.ts';
import { INSTRUMENTS } from '../src/observability/metrics/instruments.ts';
import { METRIC_LABELS } from '../src/observability/metrics/labels.ts';
import { LISTED_TYPES, type ListedType } from '../src/fhir/graph-types.ts';
import { factsOf, RESOURCE_TYPES, type ResourceType } from '../src/fhir/resources.ts';
import { DOCUMENT_LIMITS } from '../src/graphql/plugins/validation-rules.ts';
import { getSchema, readTypeDefs } from '../src/graphql/schema/schema.ts';
import { ROUTER_REFUSAL_REASONS } from '../src/server/router-authentication.ts';
import { SIGN_IN_PROBLEM_CODES } from '../src/server/sign-in/faults.ts';
import { SPAN_ATTRIBUTES } from '../src/observability/tracing/attributes.ts';
import { WARNING_CODES } from '../src/warning-codes.ts';
import { readMeasuredCosts } from '../bench/measured-costs.ts';
import { capacityTables } from './capacity-docs.ts';
import { plainSdl } from './published-sdl.ts';
import { sitesSchema } from './sites-schema.ts';

/** Each limit on documents, and what it counts. */
const BOUNDS: readonly (readonly [most: number, of: string])[] = [
  [DOCUMENT_LIMITS.bodyBytes, 'bytes in a request, including its variables'],
  [DOCUMENT_LIMITS.tokens, 'tokens in a document'],
  [DOCUMENT_LIMITS.depth, 'levels of nested fields, except below `__schema`'],
  [DOCUMENT_LIMITS.aliases, 'aliases in an operation, counted for each spread of their fragment'],
  [DOCUMENT_LIMITS.rootFields, 'root fields in an operation'],
  [DOCUMENT_LIMITS.directives, 'directives in a document'],
  [DOCUMENT_LIMITS.selections, 'fields in an operation, counted for each spread of their fragment'],
];

/** The content between the marks of each page: a text, or one for each pair of marks. */
const PARTS = {
  'docs/configuration.md': () =>
    table(
      ['Variable', 'Description', 'Expects', 'Default', 'Security', 'Confidential'],
      [...VARIABLES].map(([name, { about, expects, default: value, isSecurity, isConfidential }]) => [
        `\`${name}\``,
        about,
        expects,
        value === undefined ? '' : `\`${value}\``,
        isSecurity === true ? 'yes' : '',
        isConfidential === true ? 'yes' : '',
      ]),
    ),
  'docs/documents.md': () =>
    table(
      ['Limit', 'Counts'],
      BOUNDS.map(([most, of]) => [most.toLocaleString('en'), of]),
    ),
  'docs/callers.md': () =>
    table(
      ['Reason', 'Meaning'],
      Object.entries({ ...ROUTER_REFUSAL_REASONS, ...SIGN_IN_REFUSAL_REASONS, ...SIGN_IN_PROBLEM_CODES }).map(
        ([reason, meaning]) => [`\`${reason}\``, meaning],
      ),
    ),
  'docs/capacity.md': () =>
    capacityTables(readMeasuredCosts()).map(({ head, rows }) => alignedTable(head, rows)),
  'docs/clinical-safety.md': () =>
    alignedTable(
      ['Id', 'Rule', 'Source'],
      LISTED_TYPES.flatMap((type) => {
        const rule = exclusionRule(type);
        return rule === null ? [] : [['CS-130', rule, `FHIR R4 ${type}, \`isModifier\``]];
      }),
    ),
  'docs/getting-started-with-epic.md': () =>
    table(
      ['Type', 'R4 APIs', 'Purpose'],
      [
        ...RESOURCE_TYPES.map((type) => [type, 'Read, Search', purposeOf(type)]),
        ['Binary', 'Read', 'the contents of documents'],
        ...Object.entries(CREATES).map(([type, api]) => [type, api, 'writing, if `WRITES_ENABLED=true`']),
      ],
    ),
  'docs/observability.md': () =>
    [
      table(
        ['Metric', 'Kind', 'Description', 'Labels'],
        Object.entries(INSTRUMENTS).map(([name, { kind, help, labels }]) => [
          `\`${name}\``,
          kind,
          help,
          labels.map((label) => `\`${label}\``).join(', '),
        ]),
      ),
      table(
        ['Label', 'Description', 'Maximum number of values, in addition to `other` and `-`'],
        Object.entries(METRIC_LABELS).map(([name, { about, max }]) => [`\`${name}\``, about, String(max)]),
      ),
      table(
        ['Span attribute', 'Description'],
        Object.entries(SPAN_ATTRIBUTES).map(([name, { about }]) => [`\`${name}\``, about]),
      ),
    ].join('\n'),
  'docs/errors.md': () => [tableOfCodes(ERROR_CODES), tableOfCodes(WARNING_CODES)],
} as const satisfies Record<string, () => string | readonly string[]>;

function tableOfCodes(meanings: Readonly<Record<string, string>>): string {
  return table(
    ['Code', 'What happened'],
    Object.entries(meanings).map(([code, meaning]) => [`\`${code}\``, meaning]),
  );
}

function purposeOf(type: ResourceType): string {
  const { helpsToFind, inGraph, patient } = factsOf(type);
  if (helpsToFind === true) return inGraph ? 'the chart, or a panel of this type' : 'a panel of this type';
  if (!inGraph) return 'records of this type';
  return patient.length > 0 ? 'the chart' : 'the graph';
}

/** Returns a sentence on the codes that keep a record out of lists, and on those that do not; null if no code does. */
function exclusionRule(type: ListedType): string | null {
  const { modifiers, shownCodes = {} } = factsOf(type);
  if (modifiers.length === 0) return null;
  const byElement = Map.groupBy(modifiers, ({ element }) => element);
  const leftOut = [...byElement].map(([element, all]) =>
    codesIn(
      element,
      all.flatMap(({ codes }) => codes),
    ),
  );
  const shown = Object.entries(shownCodes).map(([element, codes]) => codesIn(element, codes));
  return [
    `Lists of ${type} leave out ${leftOut.join(' and ')}, unless \`include\` names the reason.`,
    ...(shown.length === 0 ? [] : [`They show ${shown.join(' and ')}.`]),
  ].join(' ');
}

function codesIn(element: string, codes: readonly string[]): string {
  return `${codes.map((code) => `\`${code}\``).join(', ')} in \`${element}\``;
}

/** Returns the expected text of each generated file and of each page with a generated part. */
export function generatedDocs(): { readonly path: string; readonly text: string }[] {
  return [
    ...pages(),
    { path: 'docs/sites.schema.json', text: sitesSchema() },
    { path: 'sdl/schema.graphql', text: plainSdl(getSchema(), readTypeDefs()) },
  ];
}

function pages(): { readonly path: string; readonly text: string }[] {
  return Object.entries(PARTS).map(([path, render]) => {
    const marks = /(<!-- generated: npm run codegen -->\n)[\s\S]*?(<!-- end of generated -->)/g;
    const contents = [render()].flat();
    return {
      path,
      text: readFileSync(path, 'utf8').replace(
        marks,
        (_all, open, close) => `${open}\n${contents.shift() ?? ''}\n${close}`,
      ),
    };
  });
}

/** Returns a table in Prettier's format, for a page that is mostly written by hand. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows.map((row) => row.map(escapeCell))];
  const widths = head.map((_name, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [...padded.slice(0, 1), rule, ...padded.slice(1)].map(tableLine).join('');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows.map((row) => row.map(escapeCell))].map(tableLine).join('');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
