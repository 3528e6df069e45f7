/** Reads the documents to check: from manifests, and from files with operations and fragments. */
import { globSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import {
  indexDocuments,
  type ManifestFormat,
  parseManifest,
  type TrustedDocument,
} from '../config/document-manifests.ts';
import { readManifestText } from '../config/trusted-documents.ts';

export interface SourceDocument {
  readonly file: string;
  /** The id in the manifest; null for an operation of a .graphql file. */
  readonly id: string | null;
  /** The name and type that an Apollo manifest or a .graphql file states; otherwise null. */
  readonly stated: { readonly name: string; readonly type: string } | null;
  readonly text: string;
}

export interface ReadSources {
  readonly files: readonly { readonly file: string; readonly format: ManifestFormat | 'graphql' | null }[];
  readonly documents: readonly SourceDocument[];
  /** Each names its file. */
  readonly problems: readonly string[];
}

const GRAPHQL_FILE = /\.(?:graphql|gql)$/;
const PROGRAM_FILE = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const PROGRAM_PROBLEM =
  "the check does not read programs. Give it the manifest that the generator of your client writes, such as GraphQL Code Generator's persisted-documents.json";
/** Paths in the folder of a frontend that cannot have documents. */
const NOT_SOURCES = ['**/node_modules', '**/package.json', '**/package-lock.json', '**/tsconfig*.json'];

function isGraphql({ file }: { readonly file: string }): boolean {
  return GRAPHQL_FILE.test(file);
}

/** @param paths files and folders */
export function readSources(paths: readonly string[]): ReadSources {
  const named = [...new Set(paths.flatMap(listFiles))];
  const programs = named.filter((file) => PROGRAM_FILE.test(file));
  const files = named.filter((file) => !PROGRAM_FILE.test(file));
  const texts = files.map((file) => ({ file, text: readManifestText(file) }));
  const unreadable = texts.flatMap(({ file, text }) =>
    typeof text === 'string' ? [] : [`${file}: ${text.problem}`],
  );
  const readable = texts.flatMap(({ file, text }) => (typeof text === 'string' ? [{ file, text }] : []));
  const manifests = readable
    .filter((one) => !isGraphql(one))
    .map(({ file, text }) => ({ file, manifest: parseManifest(text, file) }));
  const registered = manifests.flatMap(({ manifest }) => manifest.documents);
  const written = readOperations(readable.filter(isGraphql));
  const formats = new Map(manifests.map(({ file, manifest }) => [file, manifest.format]));
  return {
    files: files.map((file) => ({
      file,
      format: GRAPHQL_FILE.test(file) ? 'graphql' : (formats.get(file) ?? null),
    })),
    documents: [...registered.map(toSource), ...written.documents],
    problems: [
      ...programs.map((file) => `${file}: ${PROGRAM_PROBLEM}`),
      ...unreadable,
      ...manifests.flatMap(({ file, manifest }) => manifest.problems.map((problem) => `${file}: ${problem}`)),
      ...indexDocuments(registered).problems,
      ...written.problems,
    ],
  };
}

/** Returns the files of a folder that can have documents, and any other path itself. */
function listFiles(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const found = globSync('**/*.{graphql,gql,json}', { cwd: path, exclude: NOT_SOURCES }).map((file) =>
    join(path, file),
  );
  // A folder of operations can have other JSON files, such as its variables.
  const written = found.filter((file) => extname(file) !== '.json');
  return (written.length > 0 ? written : found).toSorted();
}

function toSource({ file, id, name, type, body }: TrustedDocument): SourceDocument {
  return { file, id, stated: name === null || type === null ? null : { name, type }, text: body };
}

interface SourceText {
  readonly file: string;
  readonly text: string;
}

interface Located<T extends DefinitionNode> {
  readonly file: string;
  readonly node: T;
}

/** Joins each operation with the fragments that it spreads, in whichever file they are. */
function readOperations(sources: readonly SourceText[]): Pick<ReadSources, 'documents' | 'problems'> {
  const problems: string[] = [];
  const operations: Located<OperationDefinitionNode>[] = [];
  const fragments = new Map<string, Located<FragmentDefinitionNode>>();
  for (const { file, text } of sources) {
    for (const node of parseDefinitions({ file, text }, problems)) {
      if (node.kind === Kind.OPERATION_DEFINITION) operations.push({ file, node });
      else if (node.kind === Kind.FRAGMENT_DEFINITION) {
        const known = fragments.get(node.name.value);
        if (known !== undefined && print(known.node) !== print(node))
          problems.push(`${file}: the fragment ${node.name.value} differs from the one in ${known.file}`);
        fragments.set(node.name.value, { file, node });
      } else problems.push(`${file}: expected only operations and fragments`);
    }
  }
  const documents = operations.map(({ file, node }) => ({
    file,
    id: null,
    stated: node.name === undefined ? null : { name: node.name.value, type: node.operation },
    text: print(joinFragments(node, fragments)),
  }));
  return { documents, problems: [...problems, ...findRepeatedNames(operations)] };
}

function parseDefinitions({ file, text }: SourceText, problems: string[]): readonly DefinitionNode[] {
  try {
    return parse(text, { noLocation: true }).definitions;
  } catch (error) {
    problems.push(`${file}: ${error instanceof Error ? error.message : 'the file cannot be parsed'}`);
    return [];
  }
}

function joinFragments(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, Located<FragmentDefinitionNode>>,
): DocumentNode {
  const joined = new Set<FragmentDefinitionNode>();
  const collect = (node: DefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value)?.node;
        if (fragment === undefined || joined.has(fragment)) return;
        joined.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...joined] };
}

/** Generators name their output after the operation, so names are unique within a frontend. */
function findRepeatedNames(operations: readonly Located<OperationDefinitionNode>[]): string[] {
  const byName = Map.groupBy(operations, ({ node }) => node.name?.value ?? '');
  return [...byName].flatMap(([name, [one, other]]) =>
    name === '' || one === undefined || other === undefined
      ? []
      : [`${other.file}: the operation ${name} is also in ${one.file}`],
  );
}
