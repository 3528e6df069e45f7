/** Which changes of the published schema break those who use it, and which of them the changelog announces. */
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { type ASTNode, buildASTSchema, type DocumentNode, Kind, parse, print, visit } from 'graphql';

export interface BreakingChange {
  /** Such as `Patient.mrn`, or `Patient.@key(fields: "mrn")` for what routers are told of a type. */
  readonly path: string;
  /** In words. */
  readonly message: string;
}

/**
 * What of the released SDL a client, or a router that composes it with other subgraphs, can no longer rely on. What was deprecated breaks
 * too when it is removed.
 */
export async function breakingChanges(released: string, present: string): Promise<BreakingChange[]> {
  const [before, after] = [parse(released), parse(present)];
  // A subgraph uses directives that it imports and does not define, so that it is no valid schema by itself.
  const changes = await diff(
    buildASTSchema(before, { assumeValidSDL: true }),
    buildASTSchema(after, { assumeValidSDL: true }),
  );
  const ofSchema = changes.flatMap(({ criticality, message, path = message }) =>
    criticality.level === CriticalityLevel.Breaking && !isOfFederation(path) ? [{ path, message }] : [],
  );
  return [...ofSchema, ...routerChanges(before, after)];
}

/** Those that are not announced, by their path, in the changelog's section of what is not released yet. */
export function unannounced(changes: readonly BreakingChange[], changelog: string): BreakingChange[] {
  const announced = announcedPaths(changelog);
  return changes.filter(({ path }) => !announced.has(path));
}

/** What federation itself defines changes with the library that prints it, and is not ours to keep. */
function isOfFederation(path: string): boolean {
  return /^(@|(link|federation)__)/.test(path);
}

/** By keys other subgraphs name entities, value types are theirs too, and contract variants leave out what is tagged. */
const RELIED_ON: ReadonlySet<string> = new Set(['key', 'shareable', 'tag']);

function routerChanges(before: DocumentNode, after: DocumentNode): BreakingChange[] {
  const present = directivesByPlace(after);
  return [...directivesByPlace(before)].flatMap(([place, directives]) => {
    const kept = present.get(place);
    // That the place itself is gone is told already.
    if (kept === undefined) return [];
    return directives
      .filter((directive) => !kept.includes(directive))
      .map((directive) => ({
        path: `${place}.${directive}`,
        message: `Routers are not told ${directive} any more`,
      }));
  });
}

/** The types and fields of a document, such as `Patient.mrn`, each with those of its directives that routers rely on. */
function directivesByPlace(document: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('directives' in node) || nameOf(node) === null) return;
      const place = [...ancestors, node]
        .flatMap((one) => ('kind' in one ? (nameOf(one) ?? []) : []))
        .join('.');
      const directives = node.directives ?? [];
      const reliedOn = directives.filter(({ name }) => RELIED_ON.has(name.value)).map((one) => print(one));
      found.set(place, [...(found.get(place) ?? []), ...reliedOn]);
    },
  });
  return found;
}

function nameOf(node: ASTNode): string | null {
  return 'name' in node && node.name?.kind === Kind.NAME ? node.name.value : null;
}

/** The paths that stand as code below `### Breaking`, of the part that is not released yet. */
function announcedPaths(changelog: string): ReadonlySet<string> {
  const breaking = sectionOf(sectionOf(changelog, '## [Unreleased]'), '### Breaking');
  return new Set([...breaking.matchAll(/`([^`\n]+)`/g)].map(([, path = '']) => path));
}

/** What stands below a heading, up to the next one of its level or a higher one. */
function sectionOf(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() === heading);
  if (start === -1) return '';
  const level = heading.indexOf(' ');
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+(?= )/.test(line) && line.indexOf(' ') <= level);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}
