/** Loads the documents that relate to a document, such as the addenda to a note. FHIR records only the opposite direction (`relatesTo`). */
import DataLoader from 'dataloader';
import { patientsOf } from '../access/compartment.ts';
import { recordSearch } from '../audit/access-log.ts';
import { toCanonicalQuery, type SearchParameters } from '../epic/search-parameters.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { isRefusedSearch } from '../errors.ts';
import { type DocumentRelationKind, relatesTo } from '../fhir/documents.ts';
import { isFhirId } from '../fhir/ids.ts';
import { exclusionOf } from '../fhir/modifiers.ts';
import { PATIENT_LISTS } from '../fhir/patient-lists.ts';
import { EXCLUDED_RECORDS } from '../fhir/record-exclusions.ts';
import { isStored } from '../fhir/resources.ts';
import type { DocumentReference, Resource, Stored } from '../fhir/types.ts';
import type { Lists } from './lists.ts';
import { createTargetReader } from './named-targets.ts';
import type { Operation } from './operation.ts';
import type { Arrangement, Searches } from './searches.ts';

type StoredDocument = Stored<DocumentReference>;

export interface DocumentRelations {
  /**
   * Returns the documents that relate to this one.
   * @param kind the kind of relation; null: all kinds
   * @param path of the field that returns the documents, and so of its warnings
   * @throws GatewayError FORBIDDEN if the caller may not search documents
   */
  to(document: StoredDocument, kind: DocumentRelationKind, path: ResponsePath): Promise<StoredDocument[]>;
}

const TYPE = 'DocumentReference';
/** FHIR R4 DocumentReference, search parameter `relatesto`: the target of a relation. */
const PARAMETER = 'relatesto';
/** How many of a patient's documents to scan if the server cannot search for relations. */
const MAX_DOCUMENTS_SCANNED = 100;
/** A search for the relations of a few documents has few matches. More pages mean that the server ignored the parameter. */
const MAX_PAGES = 3;

const RELATIONS_UNCERTAIN = {
  code: 'RELATIONS_UNCERTAIN',
  resourceType: TYPE,
  message:
    'The gateway could not scan all documents of the patient, so more of them may relate to this one. Read `documentsConnection` to its end ' +
    'to be sure.',
} as const;

interface ScannedDocuments {
  readonly documents: readonly StoredDocument[];
  /** False if the patient has documents that the gateway did not scan. */
  readonly isWhole: boolean;
  /** Records in the audit that the caller received these of the documents. */
  readonly receive: (documents: readonly StoredDocument[]) => void;
}

const NONE: ScannedDocuments = { documents: [], isWhole: true, receive() {} };
const UNKNOWN: ScannedDocuments = { ...NONE, isWhole: false };

/** A document to find relations to. */
interface SoughtDocument {
  readonly patientId: string;
  readonly id: string;
}

export function createDocumentRelations(
  operation: Operation,
  searches: Searches,
  lists: Lists,
): DocumentRelations {
  const { client, budget, idBatchSize } = operation;
  const server = client.urls;

  const targetsOf = createTargetReader('relatesTo.target', server);
  const loader = new DataLoader<SoughtDocument, ScannedDocuments, string>(
    (sought) => searchForEach(operation, searches, sought),
    { maxBatchSize: idBatchSize, cacheKeyFn: ({ patientId, id }) => `${patientId} ${id}` },
  );
  const findCandidates = async (
    document: StoredDocument,
    patientId: string,
    path: ResponsePath,
  ): Promise<ScannedDocuments> => {
    const capabilities = await client.capabilities(budget).catch(() => null);
    if (capabilities?.hasSearchParameter(TYPE, PARAMETER) !== true)
      return listCandidates(lists, document, patientId, path);
    try {
      return await loader.load({ patientId, id: document.id });
    } catch (error) {
      // Some servers declare search parameters that they refuse.
      if (isRefusedSearch(error)) return listCandidates(lists, document, patientId, path);
      throw error;
    }
  };

  return {
    async to(document, kind, path) {
      const { id } = document;
      const [patientId] = patientsOf(document, server);
      // Only its container can refer to a contained document.
      if (patientId === undefined || !isFhirId(id)) return [];
      const { documents, isWhole, receive } = await findCandidates(document, patientId, path);
      if (!isWhole) budget.warn({ ...RELATIONS_UNCERTAIN, path });
      const related = documents
        .filter((other) => other.id !== id && targetsOf(other).has(`${TYPE}/${id}`))
        .filter((other) => exclusionOf(other) === null && relatesTo(other, { id, kind, server }));
      receive(related);
      return related;
    },
  };
}

/** Sends one search per patient. */
async function searchForEach(
  operation: Operation,
  searches: Searches,
  sought: readonly SoughtDocument[],
): Promise<ScannedDocuments[]> {
  const byPatient = Map.groupBy(sought, ({ patientId }) => patientId);
  const searched = [...byPatient].map(async ([patientId, documents]) => {
    const ids = documents.map(({ id }) => id);
    return [patientId, await searchCandidates(operation, searches, { patientId, ids })] as const;
  });
  const found = new Map(await Promise.all(searched));
  return sought.map(({ patientId }) => found.get(patientId) ?? NONE);
}

interface CandidateSearch {
  readonly patientId: string;
  readonly ids: readonly string[];
}

/** Searches for documents that relate to any of these. */
function searchCandidates(
  { accessLog, client: { urls: server } }: Operation,
  searches: Searches,
  { patientId, ids }: CandidateSearch,
): Promise<ScannedDocuments> {
  const parameters = { patient: patientId, [PARAMETER]: ids.map((id) => `${TYPE}/${id}`).join(',') };
  const search = toCanonicalQuery(parameters);
  const isWanted = (resource: Stored<Resource>): boolean =>
    isStored(resource, TYPE) &&
    patientsOf(resource, server).includes(patientId) &&
    ids.some((id) => relatesTo(resource, { id, kind: null, server }));
  return recordSearch(accessLog, { type: TYPE, text: search, patientId }, async () => {
    const found = await readPages(searches, parameters, { isWanted });
    return {
      ...found,
      receive(documents) {
        for (const resource of documents) accessLog.addResource({ resource, interaction: 'search', search });
      },
    };
  });
}

async function readPages(
  searches: Searches,
  parameters: SearchParameters,
  arrangement: Arrangement,
): Promise<Omit<ScannedDocuments, 'receive'>> {
  const documents: StoredDocument[] = [];
  let page = await searches.firstPage(TYPE, parameters, arrangement);
  for (let pages = 1; ; pages += 1) {
    for (const { redact } of page.matches) {
      const document = await redact();
      if (document !== null) documents.push(document);
    }
    if (page.next === null || pages === MAX_PAGES) return { documents, isWhole: page.next === null };
    page = await searches.nextPage(TYPE, page.next, arrangement);
  }
}

/**
 * Reads the list that contains the document, so that a chart which selects that list pays for one search. A server can refuse the list for
 * a patient whom it does not know.
 */
async function listCandidates(
  lists: Lists,
  document: StoredDocument,
  patientId: string,
  path: ResponsePath,
): Promise<ScannedDocuments> {
  const { filter, values } = PATIENT_LISTS.clinicalNotes.always;
  const name = filter.matches(document, values, []) ? 'clinicalNotes' : 'documents';
  const args = { first: MAX_DOCUMENTS_SCANNED, include: EXCLUDED_RECORDS };
  try {
    const { page, receive } = await lists.candidates(name, patientId, args, [], path);
    return { documents: page.edges.map(({ node }) => node), isWhole: !page.hasNextPage, receive };
  } catch (error) {
    if (isRefusedSearch(error)) return UNKNOWN;
    throw error;
  }
}
