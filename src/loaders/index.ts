/** Creates the loaders of one operation. */
import { raceWithAbort } from '../http/abort.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { type ById, createById } from './by-id.ts';
import { type ByMrn, createByMrn } from './by-mrn.ts';
import { type ClinicDay, createClinicDay } from './clinic-day.ts';
import { type CodeStatusLoader, createCodeStatusLoader } from './code-status.ts';
import { type DocumentContents, createDocumentContents } from './document-contents.ts';
import { createConversions } from './conversions.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createDocumentRelations, type DocumentRelations } from './document-relations.ts';
import { createLatestObservations, type LatestObservations } from './latest-observations.ts';
import { createLists, type Lists } from './lists.ts';
import { createNarratives, type Narratives } from './narratives.ts';
import type { RequestScope, Operation, PanelReading, Upstream } from './operation.ts';
import { createPatients, type Patients } from './patients.ts';
import { createAuthorization, type Authorization } from '../access/authorization.ts';
import { createPatientMatches, type PatientMatches } from './patient-matches.ts';
import { patientsOf } from '../access/compartment.ts';
import { createPatientSummaries, type PatientSummaries } from './patient-summaries.ts';
import { createProvenances, type Provenances } from './provenances.ts';
import { createReferences, type References } from './references.ts';
import { createSearches } from './searches.ts';
import { createStudyReports, type StudyReports } from './study-reports.ts';
import { createTrials } from './trials.ts';

export interface Loaders {
  readonly byId: ById;
  readonly byMrn: ByMrn;
  readonly clinicDay: ClinicDay;
  readonly codeStatus: CodeStatusLoader;
  readonly contents: DocumentContents;
  readonly directory: Directory;
  readonly documentRelations: DocumentRelations;
  readonly latestObservations: LatestObservations;
  readonly lists: Lists;
  readonly narratives: Narratives;
  readonly patients: Patients;
  readonly patientMatches: PatientMatches;
  readonly patientSummaries: PatientSummaries;
  readonly provenances: Pick<Provenances, 'load'>;
  readonly references: References;
  readonly studyReports: StudyReports;
  /** Returns the id of the patient whom the record names as its subject; null without one. */
  readonly patientOf: (record: Stored<Resource>) => string | null;
  /** Whether the server is Epic, according to its capabilities; false if they could not be read. */
  readonly isEpic: () => Promise<boolean>;
  readonly authorize: () => Promise<Authorization>;
  /** Returns how old the panel was that the operation used from memory, in milliseconds; null if it used none. */
  readonly panelAgeMs: () => number | null;
}

export function createLoaders(upstream: Upstream, requestScope: RequestScope): Loaders {
  let panelReading: Promise<PanelReading> | null = null;
  let panelAgeMs: number | null = null;
  let isEpic: Promise<boolean> | null = null;
  const readMembers = async (): Promise<PanelReading> => {
    const reading = await (panelReading ??= upstream.panelMembers.read({ ...upstream, ...requestScope }));
    panelAgeMs = reading.ageMs;
    return reading;
  };
  const readPanel = async (): Promise<readonly string[]> => {
    const { ids, warnings } = await readMembers();
    warnings.forEach(requestScope.budget.warn);
    return ids;
  };
  const authorize = createAuthorize(upstream, requestScope, readMembers);
  const operation: Operation = { ...upstream, ...requestScope, authorize, readPanel, trials: createTrials() };
  const provenances = createProvenances(operation);
  const byId = createById(operation, provenances);
  const searches = createSearches(operation, byId, provenances.index);
  const lists = createLists(operation, searches, provenances.markRequested);
  const patients = createPatients(operation, byId, searches, lists);
  const conversions = createConversions(operation);
  return {
    byId,
    byMrn: createByMrn(operation, byId),
    clinicDay: createClinicDay(operation, { searches, lists, patients, provenances }),
    codeStatus: createCodeStatusLoader(operation, searches),
    contents: createDocumentContents(operation, byId, conversions),
    directory: createDirectory(operation, searches),
    documentRelations: createDocumentRelations(operation, searches, lists),
    latestObservations: createLatestObservations(operation, lists),
    lists,
    narratives: createNarratives(conversions),
    provenances,
    patientMatches: createPatientMatches(operation),
    patientSummaries: createPatientSummaries(operation, byId),
    patients,
    references: createReferences(byId, operation.client.urls),
    studyReports: createStudyReports(operation, lists),
    patientOf: (record) => patientsOf(record, operation.client.urls)[0] ?? null,
    isEpic: () =>
      (isEpic ??= operation.client.capabilities(operation.budget).then(
        (described) => described.isEpic,
        () => false,
      )),
    authorize,
    panelAgeMs: () => panelAgeMs,
  };
}

function createAuthorize(
  { isPanelOnly, patientSees, client }: Upstream,
  { caller, budget }: RequestScope,
  readMembers: () => Promise<PanelReading>,
): () => Promise<Authorization> {
  let authorization: Promise<Authorization> | null = null;
  const create = async (): Promise<Authorization> =>
    createAuthorization({
      caller,
      members: isPanelOnly ? (await raceWithAbort(readMembers(), budget.signal)).ids : null,
      patientSees,
      server: client.urls,
    });
  return () => (authorization ??= create());
}
