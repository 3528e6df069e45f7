/** Parses manifests of trusted documents: Apollo's, and the maps that GraphQL Code Generator and Relay write. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export interface TrustedDocument {
  /** What clients send instead of the text. */
  readonly id: string;
  /** The name and type that the manifest states; null for maps, which have only texts. */
  readonly name: string | null;
  readonly type: 'query' | 'mutation' | 'subscription' | null;
  readonly body: string;
  /** The manifest that lists the document. */
  readonly file: string;
}

export type ManifestFormat = 'apollo' | 'map';

export interface ParsedManifest {
  readonly format: ManifestFormat | null;
  readonly documents: readonly TrustedDocument[];
  readonly problems: readonly string[];
}

/** https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z
    .array(
      z.object({
        id: z.string(),
        name: z.string().min(1),
        type: z.enum(['query', 'mutation', 'subscription']),
        body: z.string().min(1),
      }),
    )
    .min(1),
});

const EXPECTED =
  "expected Apollo's manifest, or a map from ids to texts as GraphQL Code Generator and Relay write it";

/** Parses a manifest. Its content determines the format. */
export function parseManifest(text: string, file: string): ParsedManifest {
  const content = readJson(text);
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return failed(`${EXPECTED}${content === undefined ? '; the file is not JSON' : ''}`);
  const isApollo = Object.hasOwn(content, 'format') || Object.hasOwn(content, 'operations');
  return isApollo ? parseApolloManifest(content, file) : parseMap(content, file);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function parseApolloManifest(content: object, file: string): ParsedManifest {
  const parsed = apolloManifest.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path }) => `in Apollo's format, ${path.join('.')} is missing or invalid`,
    );
    return { format: 'apollo', documents: [], problems };
  }
  const documents = parsed.data.operations.map(({ id, name, type, body }) => ({
    id,
    name,
    type,
    body,
    file,
  }));
  return { format: 'apollo', documents, problems: documents.flatMap(problemsOfId) };
}

/** Object.entries also returns a key such as `__proto__`, which JSON.parse defines as an ordinary property. */
function parseMap(content: object, file: string): ParsedManifest {
  const entries: (readonly [string, unknown])[] = Object.entries(content);
  if (entries.length === 0)
    return failed('the file lists no documents. Run the generator first, or remove the file');
  const documents = entries.flatMap(([id, body]): TrustedDocument[] =>
    typeof body === 'string' && body !== '' ? [{ id, name: null, type: null, body, file }] : [],
  );
  // A map without any text is probably another JSON file.
  if (documents.length === 0) return failed(EXPECTED);
  const texts = new Set(documents.map(({ id }) => id));
  const problems = [
    ...entries.flatMap(([id]) =>
      texts.has(id) ? [] : [`expected the text of an operation for the id ${quoteId(id)}`],
    ),
    ...documents.flatMap(problemsOfId),
  ];
  return { format: 'map', documents, problems };
}

function failed(problem: string): ParsedManifest {
  return { format: null, documents: [], problems: [problem] };
}

/** Long enough for every hash. Ids are part of request URLs, and are compared character by character. */
const ID = /^[\x21-\x7e]{1,256}$/;

/** https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md */
const HASH_PREFIX = 'sha256:';

function problemsOfId({ id, body }: TrustedDocument): string[] {
  if (!ID.test(id))
    return [`expected an id of 1 to 256 visible ASCII characters without spaces, got ${quoteId(id)}`];
  return id.startsWith(HASH_PREFIX) && id !== HASH_PREFIX + hashText(body)
    ? [`the id ${id} is not the SHA-256 of its text. Generate the file again`]
    : [];
}

/** Returns an id for a message, shortened and without control characters. */
export function quoteId(id: string): string {
  const shown = JSON.stringify(id.slice(0, 80)).replaceAll(/[^\x20-\x7e]/g, '?');
  return id.length > 80 ? `${shown}…` : shown;
}

/** Returns the hex SHA-256 of a text. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface DocumentIndex {
  /** The texts by id, and by the SHA-256 of the text with and without the prefix of the specification. */
  readonly bodies: ReadonlyMap<string, string>;
  /** The ids that stand for two texts. */
  readonly problems: readonly string[];
}

/** Indexes documents, so that the gateway finds each in constant time. One id never stands for two texts. */
export function indexDocuments(documents: readonly TrustedDocument[]): DocumentIndex {
  const owners = new Map<string, TrustedDocument>();
  const problems = new Set<string>();
  for (const document of documents) {
    const hash = hashText(document.body);
    for (const id of [document.id, hash, HASH_PREFIX + hash]) {
      const owner = owners.get(id) ?? document;
      owners.set(id, owner);
      if (owner.body !== document.body) problems.add(describeConflict(id, owner, document));
    }
  }
  const bodies = new Map(Array.from(owners, ([id, { body }]) => [id, body]));
  return { bodies, problems: [...problems] };
}

function describeConflict(id: string, one: TrustedDocument, other: TrustedDocument): string {
  const where = one.file === other.file ? `in ${one.file}` : `in ${one.file} and in ${other.file}`;
  return `the id ${quoteId(id)} stands for different texts ${where}. Use another id for one of them`;
}
