/** The sandbox's description of itself at `/metadata`. */
import type { CapabilityStatement, CapabilityStatementRestResource } from './types.ts';
import type { Endpoints } from './authorization-metadata.ts';
import type { Entitlements } from './entitlements.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';
import { RESOURCE_TYPES } from './resource-types.ts';
import { COMMON_PARAMETERS } from './searches.ts';

/** As Epic's CapabilityStatement of May 2026 lists them. */
const PATIENT_OPERATIONS = [
  { name: 'match', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match' },
  { name: 'summary', definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary' },
] as const;

/** Lists only what the sandbox serves, and `create` only if the app is entitled to it. */
export function createCapabilityStatement(
  { baseUrl, tokenUrl, authorizeUrl }: Endpoints,
  entitlements: Entitlements,
  version: string,
): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    experimental: true,
    date: '2026-05-11T00:00:00Z',
    kind: 'instance',
    software: { name: 'Epic', version, releaseDate: '2026-02-09' },
    implementation: { description: 'Embedded sandbox with synthetic data', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['xml', 'json'],
    rest: [
      {
        mode: 'server',
        security: {
          extension: [
            {
              extension: [
                { url: 'authorize', valueUri: authorizeUrl },
                { url: 'token', valueUri: tokenUrl },
              ],
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
            },
          ],
          cors: true,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                  display: 'SMART-on-FHIR',
                },
              ],
              text: 'SMART-on-FHIR',
            },
          ],
        },
        resource: [...RESOURCE_TYPES.values()].map((row) => describeResourceType(row, entitlements)),
      },
    ],
  };
}

function describeResourceType(
  { type, interactions, parameters }: ResourceTypeRow,
  entitlements: Entitlements,
): CapabilityStatementRestResource {
  const isSearchable = interactions.includes('search');
  const isCreatable = interactions.includes('create') && entitlements.allows(type, 'create');
  return {
    type,
    interaction: [
      ...(isCreatable ? [{ code: 'create' as const }] : []),
      { code: 'read' },
      ...(isSearchable ? [{ code: 'search-type' as const }] : []),
    ],
    readHistory: false,
    updateCreate: false,
    conditionalCreate: false,
    conditionalRead: 'not-supported',
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    ...(type === 'Patient' && {
      operation: PATIENT_OPERATIONS.map((operation) => structuredClone(operation)),
    }),
    ...(isSearchable && {
      searchInclude: ['*'],
      searchRevInclude: ['Provenance:target'],
      searchParam: [...parameters, ...COMMON_PARAMETERS].map(({ name, type: kind, documentation }) => ({
        name,
        type: kind,
        documentation,
      })),
    }),
  };
}
