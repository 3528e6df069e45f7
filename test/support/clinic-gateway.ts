/** Starts a gateway in front of the clinic of `clinic-records.ts`. */
import { CLINIC_LIST } from './clinic-records.ts';
import { type FhirServer, type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import { admitPersons, type SignedInPerson } from './persons.ts';

/** Serves the persons. Fetches the CapabilityStatement, because they share it. */
export async function startClinicGateway(
  server: FhirServer,
  persons: readonly SignedInPerson[],
  options: GatewayOptions = {},
): Promise<Gateway> {
  const gateway = await startGateway(server, {
    panel: { kind: 'list', identifier: CLINIC_LIST },
    admit: admitPersons(persons),
    ...options,
  });
  await gateway.client.capabilities();
  return gateway;
}
