import { GatewayError } from '../errors.ts';
import type { Operation } from './operation.ts';

/** @throws GatewayError UPSTREAM_REJECTED if the server does not declare this operation of the type, such as `match`; or why its capabilities could not be read */
export async function requireOperation(
  { client, budget }: Pick<Operation, 'client' | 'budget'>,
  type: string,
  name: string,
): Promise<void> {
  if ((await client.capabilities(budget)).hasOperation(type, name)) return;
  throw new GatewayError(
    'UPSTREAM_REJECTED',
    `The FHIR server does not offer the operation ${type}/$${name}. Its CapabilityStatement lists its operations.`,
  );
}
