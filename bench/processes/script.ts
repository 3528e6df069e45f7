import type { Resource, Stored } from '../../src/fhir/types.ts';
import type { z } from 'zod';
import type { OPERATION } from '../messages.ts';
import {
  toChartView,
  toEncounterView,
  toLabViews,
  toNameView,
  listReferences,
  toVisitViews,
} from '../views.ts';
import { parseReference } from './elements.ts';
import type { FhirClient } from './fhir-client.ts';
import { createBatchedReader, type ChartReader } from './chart-reader.ts';

/**
 * Returns a function that runs the operation once, as a frontend without a GraphQL server would: it sends the FHIR requests and derives the
 * same data from the resources.
 */
export function createScript(
  client: FhirClient,
  { name, inputs }: z.output<typeof OPERATION>,
): () => Promise<unknown> {
  const { id, ids, patients, encounters } = inputs;
  return async () => {
    const reader = createBatchedReader(client);
    switch (name) {
      case 'names of 10':
        return { patients: await readNames(reader, await reader.readPanel(10)) };
      case 'chart of one':
        return { patient: await readChart(reader, id) };
      case '10 patients × 5 labs':
        return { patients: await readNamesWithLabs(reader, ids) };
      case '20 encounters with references':
        return { patient: { id, encounters: await readVisits(reader, id) } };
      case '100 entities':
        return { _entities: await readEntities(reader, patients, encounters) };
    }
  };
}

async function readNames(reader: ChartReader, ids: readonly string[]) {
  const patients = await Promise.all(ids.map((id) => reader.read('Patient', id)));
  return patients.map((patient) => patient && toNameView(patient));
}

async function readNamesWithLabs(reader: ChartReader, ids: readonly string[]) {
  return Promise.all(
    ids.map(async (id) => {
      const [patient, labs] = await Promise.all([reader.read('Patient', id), listLabs(reader, id)]);
      return patient && { ...toNameView(patient), labResults: toLabViews(labs, 5) };
    }),
  );
}

async function readChart(reader: ChartReader, id: string) {
  const [patient, allergies, problems, medications, labs, encounters] = await Promise.all([
    reader.read('Patient', id),
    reader.list('AllergyIntolerance', { patient: id }),
    reader.list('Condition', { patient: id, category: 'problem-list-item' }),
    reader.list('MedicationRequest', { patient: id }),
    listLabs(reader, id),
    reader.list('Encounter', { patient: id }),
  ]);
  return patient && toChartView({ patient, allergies, problems, medications, labs, encounters });
}

function listLabs(reader: ChartReader, patient: string) {
  return reader.list('Observation', { patient, category: 'laboratory' });
}

const INCLUDES = ['Encounter:location', 'Encounter:practitioner', 'Encounter:service-provider'];

async function readVisits(reader: ChartReader, patient: string) {
  const encounters = await reader.list('Encounter', { patient }, INCLUDES);
  const found = new Map<string | undefined, Stored<Resource> | null>();
  await Promise.all(
    listReferences(encounters).map(async (reference) => {
      const { type, id } = parseReference(reference);
      if (type === 'Practitioner' || type === 'Location' || type === 'Organization')
        found.set(reference.reference, await reader.read(type, id));
    }),
  );
  return toVisitViews(encounters, ({ reference }) => found.get(reference) ?? null);
}

async function readEntities(reader: ChartReader, patients: readonly string[], encounters: readonly string[]) {
  const [patientViews, found] = await Promise.all([
    readNames(reader, patients),
    Promise.all(encounters.map((id) => reader.read('Encounter', id))),
  ]);
  return [...patientViews, ...found.map((encounter) => encounter && toEncounterView(encounter))];
}
