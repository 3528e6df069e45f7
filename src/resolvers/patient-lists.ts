/** The lists of a patient, each as a plain list and as a connection, and what is told from a list as a whole. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { allergyStatus } from '../fhir/allergy.ts';
import { LIST_READINGS, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import type { PatientResolvers } from '../generated/resolver-types.ts';
import type { ListArguments } from '../loaders/lists.ts';
import { listCut } from './list-cut.ts';
import { noteListed } from './observation-lists.ts';
import { nodeSelectionOf, pathOf } from './selected.ts';

interface Owner {
  readonly id: string;
}

const nodes =
  <L extends PatientListName>(list: L) =>
  async ({ id }: Owner, args: ListArguments, { loaders, usage }: Context, info: GraphQLResolveInfo) => {
    const path = pathOf(info);
    const page = await loaders.lists.page(list, id, args, nodeSelectionOf(info), path);
    if (page.hasNextPage) usage.warn(listCut(PATIENT_LISTS[list].type, path));
    return page.edges.map(({ node }) => node);
  };

const page =
  <L extends PatientListName>(list: L) =>
  ({ id }: Owner, args: ListArguments, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.lists.page(list, id, args, nodeSelectionOf(info), pathOf(info));

type ObservationList = {
  [L in PatientListName]: (typeof PATIENT_LISTS)[L]['type'] extends 'Observation' ? L : never;
}[PatientListName];

const observations =
  (list: ObservationList) =>
  async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await nodes(list)(owner, args, context, info);
    noteListed(found, context, pathOf(info));
    return found;
  };

const observationPage =
  (list: ObservationList) =>
  async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await page(list)(owner, args, context, info);
    noteListed(
      found.edges.map(({ node }) => node),
      context,
      pathOf(info),
    );
    return found;
  };

const statusOfAllergies = async (
  { id }: Owner,
  _args: object,
  { loaders }: Context,
  info: GraphQLResolveInfo,
) => {
  const [{ list, args }] = LIST_READINGS.allergyStatus;
  const { edges, hasNextPage } = await loaders.lists.page(list, id, args, [], pathOf(info));
  const allergies = edges.map(({ node }) => node);
  return allergyStatus(allergies, !hasNextPage);
};

export const patientLists = {
  allergies: nodes('allergies'),
  allergiesConnection: page('allergies'),
  allergyStatus: statusOfAllergies,
  appointments: nodes('appointments'),
  appointmentsConnection: page('appointments'),
  carePlans: nodes('carePlans'),
  carePlansConnection: page('carePlans'),
  careTeams: nodes('careTeams'),
  careTeamsConnection: page('careTeams'),
  clinicalNotes: nodes('clinicalNotes'),
  clinicalNotesConnection: page('clinicalNotes'),
  conditions: nodes('conditions'),
  conditionsConnection: page('conditions'),
  coverages: nodes('coverages'),
  coveragesConnection: page('coverages'),
  devices: nodes('devices'),
  devicesConnection: page('devices'),
  diagnosticReports: nodes('diagnosticReports'),
  diagnosticReportsConnection: page('diagnosticReports'),
  documents: nodes('documents'),
  documentsConnection: page('documents'),
  encounters: nodes('encounters'),
  encountersConnection: page('encounters'),
  familyHistory: nodes('familyHistory'),
  familyHistoryConnection: page('familyHistory'),
  goals: nodes('goals'),
  goalsConnection: page('goals'),
  immunizations: nodes('immunizations'),
  immunizationsConnection: page('immunizations'),
  labResults: observations('labResults'),
  labResultsConnection: observationPage('labResults'),
  medications: nodes('medications'),
  medicationsConnection: page('medications'),
  observations: observations('observations'),
  observationsConnection: observationPage('observations'),
  problems: nodes('problems'),
  problemsConnection: page('problems'),
  procedures: nodes('procedures'),
  proceduresConnection: page('procedures'),
  relatedPersons: nodes('relatedPersons'),
  relatedPersonsConnection: page('relatedPersons'),
  serviceRequests: nodes('serviceRequests'),
  serviceRequestsConnection: page('serviceRequests'),
  vitalSigns: observations('vitalSigns'),
  vitalSignsConnection: observationPage('vitalSigns'),
} satisfies Partial<PatientResolvers>;
