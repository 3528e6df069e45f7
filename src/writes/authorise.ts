/** Whether a caller may create something: asked before anything is sent. */
import { InvalidInput } from '../errors.ts';
import { patientsOf } from '../fhir/compartment.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import { beyondReachToCreate, demand } from '../loaders/reach.ts';
import type { WritingOperation } from './writing-operation.ts';

/**
 * A scope with `.c` for the type, and one that reaches the patient, and the category where the scope has one. A patient who is not there
 * yet is in nobody's compartment and on no panel, so they take a `user/` or `system/` scope without PANEL_ONLY.
 * @throws GatewayError FORBIDDEN
 */
export async function authoriseCreate<T extends ResourceType>(
  { loaders, accesses }: WritingOperation,
  type: T,
  resource: ResourceOf<T>,
): Promise<void> {
  const reach = await loaders.reach();
  const isPermitted = reach.permits({ ...resource, id: NOBODY }, 'c');
  if (isPermitted) return;
  accesses.refuse({ type, interaction: 'create', id: null });
  demand(reach, type, 'c');
  throw beyondReachToCreate(type);
}

/** What is not there yet has no id, and this is none. */
const NOBODY = '';

/**
 * Epic refuses an encounter of another patient; other servers take it, and the record would tell of two people.
 * @throws GatewayError BAD_USER_INPUT where there is no such encounter of the patient that the caller may see
 */
export async function demandEncounter(
  { loaders, client }: WritingOperation,
  encounterId: string,
  patientId: string,
): Promise<void> {
  const encounter = await loaders.byId.load('Encounter', encounterId);
  const isTheirs = encounter !== null && patientsOf(encounter, client.urls).includes(patientId);
  if (!isTheirs) {
    throw new InvalidInput([
      {
        path: 'input.encounterId',
        message: 'expects an encounter of the patient: there is none of this id that you may see.',
      },
    ]);
  }
}
