/** Authorizes a create before anything is sent. */
import { createOutOfScopeError, requireScope } from '../access/authorization.ts';
import { patientsOf } from '../access/compartment.ts';
import { GatewayError, InvalidInput } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { WriteContext } from './write-context.ts';

/**
 * Requires a `.c` scope for the type that covers the patient, and the category of a granular scope. A new patient is in no compartment and on no
 * panel, so creating one requires a `user/` or `system/` scope without PANEL_ONLY.
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

/** A resource to create has no id yet. */
const NO_ID = '';

/**
 * Requires that the server's CapabilityStatement, if it can be read, offers to create the type.
 * @throws GatewayError FORBIDDEN
 */
export async function requireCreateOffered(
  { client, budget }: WriteContext,
  type: ResourceType,
): Promise<void> {
  const capabilities = await client.capabilities(budget).catch(() => null);
  if (capabilities === null || capabilities.canCreate(type)) return;
  throw new GatewayError(
    'FORBIDDEN',
    `The FHIR server does not offer to create ${type} (CapabilityStatement), so nothing was sent.`,
  );
}

/**
 * Requires that the encounter belongs to the patient. Epic refuses another patient's encounter, but other servers accept it, and the record would then
 * concern two patients.
 * @throws InvalidInput if the encounter does not exist, belongs to another patient, or is hidden from the caller
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
        message: 'expects an encounter of the patient. No encounter with this id is visible to you.',
      },
    ]);
  }
}
