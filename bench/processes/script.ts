/** The operations as a frontend without a graph does them: the calls, and what is kept of what comes. */
import type { Resource, Stored } from '../../src/fhir/types.ts';
import type { z } from 'zod';
import type { OPERATION } from '../messages.ts';
import { chartView, encounterView, labViews, nameView, referencesOf, visitViews } from '../views.ts';
import { target } from './elements.ts';
import type { EpicCalls } from './epic-calls.ts';
import { createBatchedReads, type Reads } from './reads.ts';

/** @returns what does the operation once, and gives the `data` that a graph would */
export function createScript(
  calls: EpicCalls,
  { name, asked }: z.output<typeof OPERATION>,
): () => Promise<unknown> {
  const { id, ids, patients, encounters } = asked;
  return async () => {
    const reads = createBatchedReads(calls);
    switch (name) {
      case 'names of 10':
        return { patients: await names(reads, await reads.panel(10)) };
      case 'chart of one':
        return { patient: await chart(reads, id) };
      case '10 patients × 5 labs':
        return { patients: await namesWithLabs(reads, ids) };
      case '20 encounters with references':
        return { patient: { id, encounters: await visits(reads, id) } };
      case '100 entities':
        return { _entities: await entities(reads, patients, encounters) };
    }
  };
}

async function names(reads: Reads, ids: readonly string[]) {
  const patients = await Promise.all(ids.map((id) => reads.read('Patient', id)));
  return patients.map((patient) => patient && nameView(patient));
}

async function namesWithLabs(reads: Reads, ids: readonly string[]) {
  return Promise.all(
    ids.map(async (id) => {
      const [patient, labs] = await Promise.all([reads.read('Patient', id), labsOf(reads, id)]);
      return patient && { ...nameView(patient), labResults: labViews(labs, 5) };
    }),
  );
}

async function chart(reads: Reads, id: string) {
  const [patient, allergies, problems, medications, labs, encounters] = await Promise.all([
    reads.read('Patient', id),
    reads.list('AllergyIntolerance', { patient: id }),
    reads.list('Condition', { patient: id, category: 'problem-list-item' }),
    reads.list('MedicationRequest', { patient: id }),
    labsOf(reads, id),
    reads.list('Encounter', { patient: id }),
  ]);
  return patient && chartView({ patient, allergies, problems, medications, labs, encounters });
}

function labsOf(reads: Reads, patient: string) {
  return reads.list('Observation', { patient, category: 'laboratory' });
}

const INCLUDES = ['Encounter:location', 'Encounter:practitioner', 'Encounter:service-provider'];

async function visits(reads: Reads, patient: string) {
  const encounters = await reads.list('Encounter', { patient }, INCLUDES);
  const found = new Map<string | undefined, Stored<Resource> | null>();
  await Promise.all(
    referencesOf(encounters).map(async (reference) => {
      const { type, id } = target(reference);
      if (type === 'Practitioner' || type === 'Location' || type === 'Organization')
        found.set(reference.reference, await reads.read(type, id));
    }),
  );
  return visitViews(encounters, ({ reference }) => found.get(reference) ?? null);
}

async function entities(reads: Reads, patients: readonly string[], encounters: readonly string[]) {
  const [people, stays] = await Promise.all([
    names(reads, patients),
    Promise.all(encounters.map((id) => reads.read('Encounter', id))),
  ]);
  return [...people, ...stays.map((stay) => stay && encounterView(stay))];
}
