/** Authorizes a create, before anything is sent. */
import { createOutOfScopeError, requireScope } from '../access/authorization.ts';
import { patientsOf } from '../access/compartment.ts';
import { InvalidInput } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { WriteContext } from './write-context.ts';

/**
 * Requires a scope with `.c` for the type that covers the patient, and the category if the scope has one. A new patient is in no compartment
 * and on no panel, so creating one requires a `user/` or `system/` scope without PANEL_ONLY.
 * @throws GatewayError FORBIDDEN
 */
export async function authorizeCreate<T extends ResourceType>(
  { loaders, accessLog }: WriteContext,
  type: T,
  resource: ResourceOf<T>,
): Promise<void> {
  const authorization = await loaders.authorize();
  const isPermitted = authorization.permits({ ...resource, id: NO_ID }, 'c');
  if (isPermitted) return;
  accessLog.addRefusal({ type, interaction: 'create', id: null });
  requireScope(authorization, type, 'c');
  throw createOutOfScopeError(type);
}

/** Stands for the id of a resource that does not exist yet. */
const NO_ID = '';

/**
 * Epic refuses an encounter of another patient; other servers take it, and the record would tell of two people.
 * @throws GatewayError BAD_USER_INPUT where there is no such encounter of the patient that the caller may see
 */
export async function requireEncounterOfPatient(
  { loaders, client }: WriteContext,
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
