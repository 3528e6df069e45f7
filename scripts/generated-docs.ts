/** The files that are made from the code: parts of docs/, between their marks, and sdl/. */
import { readFileSync } from 'node:fs';
import { SIGN_IN_REFUSAL_REASONS } from '../src/access/caller.ts';
import { VARIABLES } from '../src/config/variables.ts';
import { CREATES } from '../src/doctor/writes.ts';
import { ERROR_CODES } from '../src/errors.ts';
import { INSTRUMENTS } from '../src/observability/metrics/instruments.ts';
import { METRIC_LABELS } from '../src/observability/metrics/labels.ts';
import type { ResourceFacts } from '../src/fhir/resource-facts.ts';
import { RESOURCES } from '../src/fhir/resources.ts';
import { DOCUMENT_LIMITS } from '../src/graphql/plugins/validation-rules.ts';
import { createSchema } from '../src/graphql/schema/schema.ts';
import { ROUTER_REFUSAL_REASONS } from '../src/server/router-authentication.ts';
import { SPAN_ATTRIBUTES } from '../src/observability/tracing/attributes.ts';
import { plainSdl, subgraphSdl } from './published-sdl.ts';

/** The limits on documents, and what each counts. */
const BOUNDS: readonly (readonly [most: number, of: string])[] = [
  [DOCUMENT_LIMITS.bodyBytes, 'bytes in a request, including its variables'],
  [DOCUMENT_LIMITS.tokens, 'tokens in a document'],
  [DOCUMENT_LIMITS.depth, 'levels of nested fields, except below `__schema`'],
  [DOCUMENT_LIMITS.aliases, 'aliases in an operation, counted for each spread of their fragment'],
  [DOCUMENT_LIMITS.rootFields, 'root fields in an operation'],
  [DOCUMENT_LIMITS.directives, 'directives in a document'],
  [DOCUMENT_LIMITS.selections, 'fields in an operation, counted for each spread of their fragment'],
];

/** What each marked part holds, by the file that it stands in. */
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
      ['Reason', 'What it means'],
      Object.entries({ ...ROUTER_REFUSAL_REASONS, ...SIGN_IN_REFUSAL_REASONS }).map(([reason, meaning]) => [
        `\`${reason}\``,
        meaning,
      ]),
    ),
  'docs/getting-started-with-epic.md': () =>
    table(
      ['Type', 'APIs of R4', 'What for'],
      [
        ...Object.entries<ResourceFacts>(RESOURCES).map(([type, { helpsToFind, patient }]) => [
          type,
          'Read, Search',
          helpsToFind === true
            ? 'a panel, where it is one of these'
            : patient.length > 0
              ? 'the chart'
              : 'the graph',
        ]),
        ['Binary', 'Read', 'the texts of documents'],
        ...Object.entries(CREATES).map(([type, api]) => [type, api, 'writing, where `WRITES_ENABLED=true`']),
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
        ['Label', 'Description', 'Maximum values, besides `other` and `-`'],
        Object.entries(METRIC_LABELS).map(([name, { about, max }]) => [`\`${name}\``, about, String(max)]),
      ),
      table(
        ['Span attribute', 'Description'],
        Object.entries(SPAN_ATTRIBUTES).map(([name, { about }]) => [`\`${name}\``, about]),
      ),
    ].join('\n'),
  'docs/errors.md': () =>
    table(
      ['Code', 'What happened'],
      Object.entries(ERROR_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]),
    ),
} as const satisfies Record<string, () => string>;

/** Returns each generated file, and each file with a generated part, as it should be. */
export function generatedDocs(): { readonly path: string; readonly text: string }[] {
  return [
    ...pages(),
    { path: 'sdl/schema.graphql', text: plainSdl(createSchema()) },
    { path: 'sdl/subgraph.graphql', text: subgraphSdl(createSchema()) },
    { path: 'sdl/subgraph-with-scopes.graphql', text: subgraphSdl(createSchema({ hasScopes: true })) },
  ];
}

function pages(): { readonly path: string; readonly text: string }[] {
  return Object.entries(PARTS).map(([path, render]) => {
    const marks = /(<!-- generated: npm run docs -->\n)[\s\S]*(<!-- end of generated -->)/;
    return {
      path,
      text: readFileSync(path, 'utf8').replace(
        marks,
        (_all, open, close) => `${open}\n${render()}\n${close}`,
      ),
    };
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows.map((row) => row.map(escaped))].map(tableLine).join('');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
