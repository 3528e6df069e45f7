/** Writes an operation as a text to copy: for a shell, for TypeScript, or as a trusted document. */
import { type DocumentNode, Kind, OperationTypeNode, print, type SelectionSetNode, visit } from 'graphql';
import type { Operation, Values } from './operation.ts';

/** Headers whose values are no secrets. The others become variables of the shell. */
const PUBLIC_HEADERS: ReadonlySet<string> = new Set([
  'accept-language',
  'traceparent',
  'x-purpose-of-use',
  'x-session',
  'x-site',
]);

/** Headers that the command sets itself, or that only the explorer sends. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'x-explain']);

/** @param needsToken whether the gateway requires a token, even if the editor has no header for it */
export function writeCurl(
  { document, variables, headers }: Operation,
  { url, needsToken }: { readonly url: string; readonly needsToken: boolean },
): string {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const sent = needsToken && !names.includes('authorization') ? { ...headers, authorization: '' } : headers;
  const lines = Object.entries(sent).flatMap(([name, value]) => writeHeader(name, value));
  const body = JSON.stringify({ query: print(document), variables }, null, 2);
  return [
    `curl ${quote(url)}`,
    `--header 'Content-Type: application/json'`,
    ...lines,
    `--data ${quote(body)}\n`,
  ].join(' \\\n  ');
}

function writeHeader(name: string, value: unknown): string[] {
  const key = name.toLowerCase();
  // Other names are not valid in HTTP, and could mean something to the shell.
  if (OWN_HEADERS.has(key) || !/^[\w-]+$/.test(name)) return [];
  if (PUBLIC_HEADERS.has(key)) return [`--header ${quote(`${name}: ${String(value)}`)}`];
  if (key !== 'authorization') return [`--header "${name}: $${key.replaceAll('-', '_').toUpperCase()}"`];
  const scheme = /^([A-Za-z]+) /.exec(String(value))?.[1] ?? 'Bearer';
  return [`--header "Authorization: ${scheme} $TOKEN"`];
}

/** Quotes a text for POSIX shells. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Writes a module for the client preset of GraphQL Code Generator and Apollo Client, as docs/clients.md recommends. The operation must fit. */
export function writeTypeScript({ document, type, variables }: Operation, name: string): string {
  const constant = name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase();
  const send = type === OperationTypeNode.MUTATION ? 'mutate' : 'query';
  const hasVariables = Object.keys(variables).length > 0;
  const options = [
    `${send === 'mutate' ? 'mutation' : 'query'}: ${constant},`,
    ...(hasVariables ? [`variables: ${indent(writeObject(variables), 4).trimStart()},`] : []),
    "errorPolicy: 'all',",
  ];
  return `import type { ApolloClient } from '@apollo/client';
import { graphql } from './gql';

const ${constant} = graphql(\`
${indent(print(sortDefinitions(document)).replaceAll('`', '\\`'), 2)}
\`);

/** The result can have errors next to its data: a list that failed is null, and the rest is complete. */
export const ${send}${name[0]?.toUpperCase()}${name.slice(1)} = (client: ApolloClient) =>
  client.${send}({
${options.map((option) => `    ${option}`).join('\n')}
  });
`;
}

function writeObject(values: Values): string {
  return JSON.stringify(values, null, 2).replaceAll(/^( *)"([A-Za-z_]\w*)":/gm, '$1$2:');
}

/** Code generators misread all escapes in template literals but those for backticks. */
export function fitsTemplate({ document }: Operation): boolean {
  return !/\\|\$\{/.test(print(document));
}

function indent(text: string, width: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(width));
}

/**
 * Writes a manifest with one operation, which TRUSTED_DOCUMENTS accepts. The body is normalized as Apollo Client sends it and its tool registers
 * it: with `__typename`, and with sorted definitions. The id is its SHA-256.
 */
export async function writeManifest({ document, type }: Operation, name: string): Promise<string> {
  const body = print(sortDefinitions(addTypenames(document)));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
  const id = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const manifest = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id, name, type, body }],
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;

/** Adds `__typename` to the end of each selection below the root, unless it selects that or is an introspection. */
function addTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node: SelectionSetNode, _key, parent): SelectionSetNode | undefined {
      const isRoot = parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
      const { selections } = node;
      if (isRoot || selections.some((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__')))
        return undefined;
      return { ...node, selections: [...selections, TYPENAME] };
    },
  });
}

/** Puts the operation first, and then the fragments by name. The client preset gives a text the types of its first definition. */
function sortDefinitions(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.toSorted((one, other) => {
    const names = [one, other].map((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? each.name.value : ''));
    return (names[0] ?? '') < (names[1] ?? '') ? -1 : 1;
  });
  return { ...document, definitions };
}
