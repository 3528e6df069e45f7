/** The documents that relate to a document, such as the addenda to a note: FHIR keeps only the other direction (`relatesTo`). */
import DataLoader from 'dataloader';
import { recordSearch } from '../audit/access-log.ts';
import { isRefusedSearch } from '../errors.ts';
import { patientsOf } from '../access/compartment.ts';
import { type DocumentRelationKind, relatesTo } from '../fhir/documents.ts';
import { isFhirId } from '../fhir/ids.ts';
import { exclusionOf } from '../fhir/modifiers.ts';
import { EXCLUDED_RECORDS } from '../fhir/record-exclusions.ts';
import { PATIENT_LISTS } from '../fhir/patient-lists.ts';
import type { DocumentReference, Resource, Stored } from '../fhir/types.ts';
import type { Lists } from './lists.ts';
import type { Operation } from './operation.ts';
import type { Searches } from './searches.ts';
import { isStored } from '../fhir/resources.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { canonicalQuery } from '../epic/search-parameters.ts';

type StoredDocument = Stored<DocumentReference>;

export interface DocumentRelations {
  /**
   * Returns the documents that relate to this one.
   * @param kind only those that relate in this way; null: all
   * @param path of the field that answers with them: the path of its warnings
   * @throws GatewayError FORBIDDEN where the caller may not search documents
   */
  to(document: StoredDocument, kind: DocumentRelationKind, path: ResponsePath): Promise<StoredDocument[]>;
}

const TYPE = 'DocumentReference';
/** FHIR R4 DocumentReference, search parameter `relatesto`: the target of a relation. */
const PARAMETER = 'relatesto';
/** How many documents of a patient the gateway looks through where the server cannot search for relations. */
const MAX_DOCUMENTS_SCANNED = 100;
/** A search for the relations of a few documents has few matches; more pages mean that the server ignored the parameter. */
const MAX_PAGES = 3;

const RELATIONS_UNCERTAIN = {
  code: 'RELATIONS_UNCERTAIN',
  resourceType: TYPE,
  message:
    'The gateway could not look through all documents of the patient, so more of them may relate to this one. Read `documentsConnection` to its ' +
    'end to be sure.',
};

/** Documents that may relate to the one in question. */
interface Candidates {
  readonly documents: readonly StoredDocument[];
  /** False where the patient has more that were not looked through. */
  readonly isWhole: boolean;
}

const NONE: Candidates = { documents: [], isWhole: true };
const UNKNOWN: Candidates = { documents: [], isWhole: false };

interface SoughtDocument {
  readonly patientId: string;
  readonly id: string;
}

export function createDocumentRelations(
  operation: Operation,
  searches: Searches,
  lists: Lists,
): DocumentRelations {
  const { client, budget, accessLog, idBatchSize } = operation;
  const server = client.urls;

  /** Searches for what relates to documents of one patient. */
  const search = async (patientId: string, ids: readonly string[]): Promise<Candidates> => {
    const parameters = { patient: patientId, [PARAMETER]: ids.map((id) => `${TYPE}/${id}`).join(',') };
    const text = canonicalQuery(parameters);
    const isWanted = (resource: Stored<Resource>): boolean =>
      isStored(resource, TYPE) &&
      patientsOf(resource, server).includes(patientId) &&
      ids.some((id) => relatesTo(resource, { id, kind: null, server }));
    const arrangement = { isWanted };
    return recordSearch(accessLog, { type: TYPE, text, patientId }, async () => {
      const found: StoredDocument[] = [];
      let page = await searches.firstPage(TYPE, parameters, arrangement);
      for (let pages = 1; ; pages += 1) {
        for (const { redact } of page.matches) {
          const resource = await redact();
          if (resource === null) continue;
          accessLog.addResource({ resource, interaction: 'search', search: text });
          found.push(resource);
        }
        const isWhole = page.next === null;
        if (page.next === null || pages === MAX_PAGES) return { documents: found, isWhole };
        page = await searches.nextPage(TYPE, page.next, arrangement);
      }
    });
  };
  const searching = new DataLoader<SoughtDocument, Candidates, string>(
    async (sought) => {
      const byPatient = Map.groupBy(sought, ({ patientId }) => patientId);
      const found = new Map<string, Candidates>();
      await Promise.all(
        [...byPatient].map(async ([patientId, documents]) => {
          const ids = documents.map(({ id }) => id);
          found.set(patientId, await search(patientId, ids));
        }),
      );
      return sought.map(({ patientId }) => found.get(patientId) ?? NONE);
    },
    { maxBatchSize: idBatchSize, cacheKeyFn: ({ patientId, id }) => `${patientId} ${id}` },
  );

  /**
   * Reads the list that shows the document, so that a chart that shows the list pays for one search. A server can refuse the list of a
   * patient whom it does not know.
   */
  const listed = async (
    document: StoredDocument,
    patientId: string,
    path: ResponsePath,
  ): Promise<Candidates> => {
    const { filter, values } = PATIENT_LISTS.clinicalNotes.always;
    const name = filter.matches(document, values, []) ? 'clinicalNotes' : 'documents';
    const args = { first: MAX_DOCUMENTS_SCANNED, include: EXCLUDED_RECORDS };
    try {
      const { edges, hasNextPage } = await lists.page(name, patientId, args, [], path);
      return { documents: edges.map(({ node }) => node), isWhole: !hasNextPage };
    } catch (error) {
      if (isRefusedSearch(error)) return UNKNOWN;
      throw error;
    }
  };

  const candidatesFor = async (
    document: StoredDocument,
    patientId: string,
    path: ResponsePath,
  ): Promise<Candidates> => {
    const known = await client.capabilities(budget).catch(() => null);
    if (known?.lists(TYPE, PARAMETER) !== true) return listed(document, patientId, path);
    try {
      return await searching.load({ patientId, id: document.id });
    } catch (error) {
      // Some servers list parameters that they refuse.
      if (isRefusedSearch(error)) return listed(document, patientId, path);
      throw error;
    }
  };

  return {
    async to(document, kind, path) {
      const { id } = document;
      const [patientId] = patientsOf(document, server);
      // Only its own container can refer to a contained document.
      if (patientId === undefined || !isFhirId(id)) return [];
      const { documents, isWhole } = await candidatesFor(document, patientId, path);
      if (!isWhole) budget.warn({ ...RELATIONS_UNCERTAIN, path });
      return documents.filter(
        (other) => other.id !== id && exclusionOf(other) === null && relatesTo(other, { id, kind, server }),
      );
    },
  };
}
