/** What relay-compiler and the Relay store need to know about the graph. */
import { entityId } from './entity-id.ts';
import { SCALAR_TYPES } from './generated/scalars.ts';

/** `customScalarTypes` of relay.config. */
export const customScalarTypes = SCALAR_TYPES;

/**
 * `getDataID` of Relay's Environment. Relay's own uses only the id, and so would merge a patient with an encounter of the same id.
 * @param record as in the response
 */
export function getDataID(record: Readonly<Record<string, unknown>>, typeName: string): string | undefined {
  return entityId({ id: record['id'], type: record['type'] }, typeName);
}
