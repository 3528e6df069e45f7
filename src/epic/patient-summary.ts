/** Requests the International Patient Summary of a patient (`Patient/[id]/$summary`). */
import { GatewayError } from '../errors.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import { parseSummary, type SummaryDocument } from '../fhir/patient-summary.ts';
import type { Bundle } from '../fhir/types.ts';
import { createAbsenceWarning, unexpectedTypeError } from './fhir-response.ts';
import type { Get } from './get.ts';
import type { RequestBudget } from './request-budget.ts';
import { createSearchsetFormat } from './response-limits.ts';
import { isBundle } from './searchset.ts';

export interface ReceivedSummary {
  readonly bundle: Bundle;
  readonly document: SummaryDocument;
}

/** Returns null, with a warning, if the server does not know the patient. @throws GatewayError UPSTREAM_INVALID_RESPONSE if the response is no document with a Composition */
export async function readSummary(
  { get, urls }: { readonly get: Get; readonly urls: ServerUrls },
  id: string,
  budget: RequestBudget,
): Promise<ReceivedSummary | null> {
  const url = `${urls.baseUrl}/Patient/${id}/$summary`;
  const response = await get(
    {
      url,
      requestClass: 'read',
      interaction: 'operation',
      resourceType: 'Patient',
      json: createSearchsetFormat(),
    },
    budget,
  );
  if (response.kind !== 'resource') {
    const warning = createAbsenceWarning(response, url);
    if (warning !== null) budget.warn({ ...warning, resourceType: 'Patient' });
    return null;
  }
  const { resource } = response;
  if (!isBundle(resource)) throw unexpectedTypeError('Bundle', resource.resourceType);
  const document = parseSummary(resource);
  if (document === null)
    throw new GatewayError(
      'UPSTREAM_INVALID_RESPONSE',
      'The FHIR server did not respond with a document that has a Composition, so the gateway cannot show the summary.',
    );
  return { bundle: resource, document };
}
