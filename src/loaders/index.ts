/** The loaders of one operation, made anew for each. */
import { unlessGivenUp } from '../http/given-up.ts';
import { type ById, createById } from './by-id.ts';
import { type ByMrn, createByMrn } from './by-mrn.ts';
import { type CodeStatusLoader, createCodeStatusLoader } from './code-status.ts';
import { type Contents, createContents } from './contents.ts';
import { createConversions } from './conversions.ts';
import { createDocumentRelations, type DocumentRelations } from './document-relations.ts';
import { createLists, type Lists } from './lists.ts';
import { createNarratives, type Narratives } from './narratives.ts';
import type { Asking, Operation, Upstream } from './operation.ts';
import { createPatients, type Patients } from './patients.ts';
import { createReach, type Reach } from './reach.ts';
import { createReferences, type References } from './references.ts';
import { createSearches } from './searches.ts';

export interface Loaders {
  readonly byId: ById;
  readonly byMrn: ByMrn;
  readonly codeStatus: CodeStatusLoader;
  readonly contents: Contents;
  readonly documentRelations: DocumentRelations;
  readonly lists: Lists;
  readonly narratives: Narratives;
  readonly patients: Patients;
  readonly references: References;
  /** Whether the server is known to be Epic. */
  readonly isEpic: () => boolean;
  /** What the caller may reach. */
  readonly reach: () => Promise<Reach>;
}

export function createLoaders(upstream: Upstream, asking: Asking): Loaders {
  const operation: Operation = { ...upstream, ...asking, reach: reachOf(upstream, asking) };
  const byId = createById(operation);
  const searches = createSearches(operation, byId);
  const lists = createLists(operation, searches);
  const conversions = createConversions(operation);
  return {
    byId,
    byMrn: createByMrn(operation, byId),
    codeStatus: createCodeStatusLoader(operation, searches),
    contents: createContents(operation, byId, conversions),
    documentRelations: createDocumentRelations(operation, searches, lists),
    lists,
    narratives: createNarratives(conversions),
    patients: createPatients(operation, byId, searches, lists),
    references: createReferences(byId, operation.client.urls),
    isEpic: () => operation.client.knownCapabilities()?.isEpic === true,
    reach: operation.reach,
  };
}

function reachOf(
  { members, patientSees, client }: Upstream,
  { caller, usage }: Asking,
): () => Promise<Reach> {
  let reach: Promise<Reach> | null = null;
  const find = async (): Promise<Reach> =>
    createReach({
      caller,
      // They are asked for on behalf of all callers; only the waiting for them ends with the operation.
      members: members === null ? null : await unlessGivenUp(members(), usage.signal),
      patientSees,
      server: client.urls,
    });
  return () => (reach ??= find());
}
