import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { type ASTNode, buildASTSchema, type DocumentNode, Kind, parse, print, visit } from 'graphql';

export interface BreakingChange {
  /** Such as `Patient.mrn`, or `Patient.@key(fields: "mrn")` for a directive that routers read. */
  readonly path: string;
  readonly message: string;
}

/**
 * Finds changes that break a client of the released SDL, or a router that composes it with other subgraphs. Removing a deprecated field is a
 * breaking change too.
 */
export async function findBreakingChanges(released: string, current: string): Promise<BreakingChange[]> {
  const [before, after] = [parse(released), parse(current)];
  // The SDL of a subgraph is not a valid schema by itself, because it imports directives without defining them.
  const changes = await diff(
    buildASTSchema(before, { assumeValidSDL: true }),
    buildASTSchema(after, { assumeValidSDL: true }),
  );
  const schemaChanges = changes.flatMap(({ criticality, message, path = message }) =>
    criticality.level === CriticalityLevel.Breaking && !isDefinedByFederation(path)
      ? [{ path, message }]
      : [],
  );
  return [...schemaChanges, ...findDirectiveChanges(before, after)];
}

/** Returns the changes whose path is missing in the section "Breaking" of the newest version in the changelog. */
export function findUnannounced(changes: readonly BreakingChange[], changelog: string): BreakingChange[] {
  const announced = parseAnnouncedPaths(changelog);
  return changes.filter(({ path }) => !announced.has(path));
}

/** Federation's own definitions change with the library that prints them, so they are not part of the contract. */
function isDefinedByFederation(path: string): boolean {
  return /^(@|(link|federation)__)/.test(path);
}

/**
 * Other subgraphs refer to entities by key and share value types. Contract variants exclude tagged fields. Clients that throw field errors
 * rely on fields with `@semanticNonNull`.
 */
const ROUTER_DIRECTIVES: ReadonlySet<string> = new Set(['key', 'semanticNonNull', 'shareable', 'tag']);

function findDirectiveChanges(before: DocumentNode, after: DocumentNode): BreakingChange[] {
  const current = collectDirectives(after);
  return [...collectDirectives(before)].flatMap(([coordinate, directives]) => {
    const remaining = current.get(coordinate);
    // The schema comparison already reports a removed type or field.
    if (remaining === undefined) return [];
    return directives
      .filter((directive) => !remaining.includes(directive))
      .map((directive) => ({
        path: `${coordinate}.${directive}`,
        message: `The directive ${directive} was removed`,
      }));
  });
}

/** Returns the router directives of each type and field, by its coordinate, such as `Patient.mrn`. */
function collectDirectives(document: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('directives' in node) || getName(node) === null) return;
      const coordinate = [...ancestors, node]
        .flatMap((one) => ('kind' in one ? (getName(one) ?? []) : []))
        .join('.');
      const directives = (node.directives ?? [])
        .filter(({ name }) => ROUTER_DIRECTIVES.has(name.value))
        .map((directive) => print(directive));
      found.set(coordinate, [...(found.get(coordinate) ?? []), ...directives]);
    },
  });
  return found;
}

function getName(node: ASTNode): string | null {
  return 'name' in node && node.name?.kind === Kind.NAME ? node.name.value : null;
}

/** Returns the code spans below the first `## [`, of unreleased changes or of the version that is being released, and `### Breaking`. */
function parseAnnouncedPaths(changelog: string): ReadonlySet<string> {
  const newest = /^## \[.*$/m.exec(changelog)?.[0].trim() ?? '## [Unreleased]';
  const breaking = findSection(findSection(changelog, newest), '### Breaking');
  return new Set([...breaking.matchAll(/`([^`\n]+)`/g)].map(([, path = '']) => path));
}

/** Returns the text below a heading, up to the next heading of the same or a higher level. */
function findSection(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() === heading);
  if (start === -1) return '';
  const level = heading.indexOf(' ');
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+(?= )/.test(line) && line.indexOf(' ') <= level);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}
