/** The two sites of the soak, their callers, and the tasks of each caller. */
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { IdentityProvider } from '../../test/support/identity-provider.ts';
import { createPerson, createTokenCaller, type SoakCaller } from './callers.ts';
import type { SoakClient } from './client.ts';
import { readChartOperations, readOpeningScreen, readOperations } from './operations.ts';
import type { Tally } from './tally.ts';
import { createDocumentTask, createReadTask, type Task } from './tasks.ts';
import type { SoakedUpstream } from './upstream.ts';

export const MAIN_SITE = 'main';
export const OTHER_SITE = 'other';

interface Sites {
  readonly client: SoakClient;
  readonly provider: IdentityProvider;
  readonly other: SoakedUpstream;
  readonly tally: Tally;
}

/** Signs the callers in. Returns their tasks, and the caller who writes at the other site. */
export async function createTasks({
  client,
  provider,
  other,
  tally,
}: Sites): Promise<{ readonly tasks: Task[]; readonly writer: SoakCaller }> {
  const byToken = (site: string, sub: string, scope: string, patient?: string): Promise<SoakCaller> =>
    createTokenCaller(provider, site, { sub, scope, ...(patient === undefined ? {} : { patient }) });
  const callers = await Promise.all([
    byToken(MAIN_SITE, 'clinician-1', 'user/*.rs'),
    byToken(MAIN_SITE, 'clinician-2', 'user/*.rs'),
    byToken(MAIN_SITE, 'service', 'system/*.rs'),
    byToken(MAIN_SITE, 'records-clerk', 'user/Patient.rs user/Encounter.rs'),
    byToken(MAIN_SITE, 'patient', 'patient/*.rs', CAMILA_LOPEZ),
  ]);
  const elsewhere = await byToken(OTHER_SITE, 'clinician-3', 'user/*.rs');
  const people = [];
  for (const person of ['clinician', 'patient'] as const)
    people.push(await createPerson({ client, site: OTHER_SITE, upstream: other, person, tally }));
  const [clinician] = callers;

  const read = (caller: SoakCaller, operations: readonly Parameters<typeof createReadTask>[2][]): Task[] =>
    operations.map((operation) => createReadTask(client, caller, operation));
  // The id belongs to another person at each site, so a response of the wrong site is noticed.
  const shared = readChartOperations(other.facts.lastPatient);
  const chart = other.facts.person;
  return {
    tasks: [
      ...callers.flatMap((caller) => read(caller, readOperations())),
      ...(clinician === undefined ? [] : read(clinician, shared)),
      ...read(elsewhere, shared),
      ...people.flatMap((person) => read(person, [readOpeningScreen(), ...readChartOperations(chart)])),
      ...callers.map((caller) => createDocumentTask(client, caller, CAMILA_LOPEZ, tally)),
      ...people.map((person) => createDocumentTask(client, person, chart, tally)),
    ],
    writer: await byToken(OTHER_SITE, 'clinician-4', 'user/*.crs'),
  };
}
