/** What is true of those who provide care. */
import { readObjects, readText } from './lenient-read.ts';
import type { Identifier } from './types.ts';

/** The National Provider Identifier (terminology.hl7.org, NamingSystem "npi"), as URI and as OID. */
const NPI_SYSTEMS = new Set(['http://hl7.org/fhir/sid/us-npi', 'urn:oid:2.16.840.1.113883.4.6']);

export function npiOf({ identifier }: { readonly identifier?: Identifier[] }): string | null {
  return readText(
    readObjects(identifier).find(({ system }) => NPI_SYSTEMS.has(readText(system) ?? ''))?.value,
  );
}
