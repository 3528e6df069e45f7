import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CapabilityStatement, CapabilityStatementRestResource } from '../src/types.ts';
import { CAMILA_LOPEZ } from '../src/data/patients.ts';
import { RESOURCE_TYPES } from '../src/resource-types.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { EPIC_SEARCH_PARAMETERS } from './support/epic-search-parameters.ts';
import { type Get, matchIds, outcomeCodes, readResponse, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await startSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

describe('the FHIR API', () => {
  it('a read returns a resource as FHIR JSON', async () => {
    const { status, headers, body } = await get(`/Patient/${CAMILA_LOPEZ}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(body).toEqual(sandbox.patients[0]);
  });

  it('a read of an unknown id answers 404 with a fatal 59008', async () => {
    const { status, body } = await get('/Patient/no-such-id');
    expect(status).toBe(404);
    expect(body).toEqual({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'fatal',
          code: 'not-found',
          details: {
            coding: [
              {
                system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369',
                code: '59008',
                display: 'The FHIR ID provided was not found.',
              },
            ],
            text: 'The FHIR ID provided was not found.',
          },
          diagnostics: 'Invalid FHIR ID provided',
          location: ['/f:id'],
          expression: ['id'],
        },
      ],
    });
  });

  it.each(['%zz', '%ff', '%20', 'a'.repeat(3000)])('a read of the odd id %.10s answers 404', async (id) => {
    expect(await get(`/Patient/${id}`)).toMatchObject({ status: 404 });
  });

  it.each([
    ['no access token', { Authorization: '' }],
    ['an unknown access token', { Authorization: 'Bearer of-bad-news' }],
    ['another authorization scheme', { Authorization: 'Basic dXNlcjpwYXNz' }],
  ])('a request with %s answers 401 with a challenge and the JSON string ""', async (_case, headers) => {
    const answer = await get(`/Patient/${CAMILA_LOPEZ}`, headers);
    expect(answer).toMatchObject({ status: 401, text: '""' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
  });

  it.each(['', '*/*', 'application/fhir+xml', 'text/html'])(
    'the API sends XML with Accept "%s"',
    async (accept) => {
      const { headers, text } = await get(`/Patient/${CAMILA_LOPEZ}`, { Accept: accept });
      expect(headers.get('content-type')).toBe('application/fhir+xml; charset=utf-8');
      expect(text).toContain(`<Patient xmlns="http://hl7.org/fhir"><id value="${CAMILA_LOPEZ}"/>`);
    },
  );

  it.each(['application/json', 'application/fhir+json;q=0.9, */*'])(
    'the API sends JSON with Accept "%s"',
    async (accept) => {
      const { headers } = await get(`/Patient/${CAMILA_LOPEZ}`, { Accept: accept });
      expect(headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    },
  );

  it('outcomes can be XML too', async () => {
    const { status, text } = await get('/Patient/no-such-id', { Accept: '*/*' });
    expect(status).toBe(404);
    expect(text).toContain('<severity value="fatal"/>');
  });

  it.each(['/Slot?schedule=x', '/FakeType/1', '/Patient/a/_history/1', '/patient/x', '/'])(
    'GET %s answers with a page of the web server',
    async (path) => {
      const { status, headers, text } = await get(path);
      expect(status).toBe(404);
      expect(headers.get('content-type')).toBe('text/html');
      expect(text).toMatch(/^<!DOCTYPE html>/);
    },
  );

  it.each([
    ['POST', '/Patient/_search'],
    ['POST', '/Encounter'],
    ['POST', '/FakeType'],
    ['PUT', `/Patient/${CAMILA_LOPEZ}`],
    ['DELETE', `/Patient/${CAMILA_LOPEZ}`],
  ])('%s %s is not allowed', async (method, path) => {
    const answer = await readResponse(await fetch(sandbox.baseUrl + path, { method }));
    expect(answer).toMatchObject({ status: 405, text: '' });
    expect(answer.headers.get('allow')).toBe('GET');
  });

  it.each([
    ['/Practitioner', 'Patient.generalPractitioner'],
    ['/Organization', 'Patient.managingOrganization'],
  ])('the sandbox serves every %s that patients refer to, by id and by _id', async (path) => {
    const referenced = new Set(
      sandbox.patients
        .flatMap(({ generalPractitioner = [], managingOrganization }) => [
          ...generalPractitioner.map(({ reference }) => reference),
          managingOrganization?.reference,
        ])
        .filter((reference) => reference?.startsWith(path.slice(1)))
        .map((reference) => reference?.split('/')[1]),
    );
    expect(referenced.size).toBeGreaterThan(1);
    for (const id of referenced) {
      expect(await get(`${path}/${id}`)).toMatchObject({ status: 200, body: { id } });
    }
    const { body } = await get(`${path}?_id=${[...referenced].join(',')}`);
    expect(new Set(matchIds(body))).toEqual(referenced);
  });

  it.each(['/Medication', '/Organization', '/Specimen', '/Binary', '/Group'])(
    'a search of %s requires _id',
    async (path) => {
      const { status, body } = await get(`${path}?name=x`);
      expect(status).toBe(400);
      expect(outcomeCodes(body)).toEqual(['information 59100', 'fatal 4111']);
    },
  );
});

describe('APIs missing from the registration', () => {
  it.each([
    ['Patient.search', `/Patient?_id=${CAMILA_LOPEZ}`, `/Patient/${CAMILA_LOPEZ}`],
    ['Patient.read', `/Patient/${CAMILA_LOPEZ}`, `/Patient?_id=${CAMILA_LOPEZ}`],
    ['Binary', '/Binary/x', `/Patient/${CAMILA_LOPEZ}`],
  ])('a request without the entitlement %s answers 403 with an empty body', async (api, refused, allowed) => {
    const partial = await startSandbox({ notEntitled: [api] });
    const getFrom = await signIn(partial);
    const answers = [await getFrom(refused), await getFrom(allowed)];
    await partial.close();
    expect(answers).toMatchObject([{ status: 403, text: '' }, { status: 200 }]);
  });
});

/** Epic's parameters that the sandbox lacks. */
const NOT_SERVED: Readonly<Record<string, string>> = {
  Appointment: 'onlyscannable',
  CarePlan: 'activity-date part-of',
  Encounter: 'onlyscannable',
  MeasureReport: 'epic-group-id',
  Observation: 'focus',
  Patient:
    'address address-city address-postalcode address-state doc-type name own-name own-prefix partner-name partner-prefix',
  Practitioner: 'address address-city address-postalcode address-state',
  PractitionerRole: 'email identifier phone role telecom',
  ServiceRequest: 'onlyscannable',
};

/** The sandbox's parameters that Epic does not document. Epic accepts Location's parameters together with `type`. */
const ONLY_SERVED: Readonly<Record<string, string>> = {
  DiagnosticReport: 'status',
  Encounter: 'status',
  Location: 'address-city address-state name organization',
  Observation: 'status',
  Patient: 'email phone',
  Procedure: 'status',
  RelatedPerson: 'patient',
};

function namesIn(words: string | null | undefined): string[] {
  return (words ?? '').split(' ').filter((word) => word !== '');
}

describe('conformance documents', () => {
  const anonymous = { Authorization: '', 'Epic-Client-ID': 'not-registered' };

  it('the SMART configuration names the token endpoint, without an access token', async () => {
    const { status, body } = await get('/.well-known/smart-configuration', { ...anonymous, Accept: '*/*' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_endpoint: sandbox.tokenUrl,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    });
  });

  it('the CapabilityStatement names both OAuth endpoints, without an access token', async () => {
    const { status, body } = await get('/metadata', anonymous);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      software: { name: 'Epic' },
      rest: [
        {
          security: {
            extension: [
              {
                url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
                extension: [
                  { url: 'authorize', valueUri: sandbox.tokenUrl.replace(/token$/, 'authorize') },
                  { url: 'token', valueUri: sandbox.tokenUrl },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  it('the CapabilityStatement lists the served types', async () => {
    const { body } = await get('/metadata', anonymous);
    expect(listedTypes(body).map(({ type }) => type)).toEqual([...RESOURCE_TYPES.keys()]);
  });

  it.each([...RESOURCE_TYPES.keys()])(
    "the CapabilityStatement lists Epic's search parameters of %s, except for the known differences",
    async (type) => {
      const { body } = await get('/metadata', anonymous);
      const listed = listedParameters(body)[type];
      const ofEpic = EPIC_SEARCH_PARAMETERS[type];
      expect(listed === null).toBe(ofEpic === null);
      const missing = namesIn(ofEpic).filter((name) => !namesIn(listed).includes(name));
      const others = namesIn(listed).filter((name) => !namesIn(ofEpic).includes(name));
      expect({ missing, others }, 'test/support/epic-search-parameters.ts has the parameters').toEqual({
        missing: namesIn(NOT_SERVED[type]),
        others: namesIn(ONLY_SERVED[type]),
      });
    },
  );

  it('the CapabilityStatement lists read, search and includes of every type, or only read of types without search, and six creates', async () => {
    const { body } = await get('/metadata', anonymous);
    const created = new Set([
      'AllergyIntolerance',
      'Condition',
      'DocumentReference',
      'Observation',
      'Patient',
      'QuestionnaireResponse',
    ]);
    for (const { type, interaction, searchInclude, searchRevInclude } of listedTypes(body)) {
      const isRead = EPIC_SEARCH_PARAMETERS[type ?? ''] === null;
      const codes = interaction?.map(({ code }) => code);
      expect({ type, codes, searchInclude, searchRevInclude }).toEqual({
        type,
        codes: [...(created.has(type ?? '') ? ['create'] : []), 'read', ...(isRead ? [] : ['search-type'])],
        searchInclude: isRead ? undefined : ['*'],
        searchRevInclude: isRead ? undefined : ['Provenance:target'],
      });
    }
  });

  it('the CapabilityStatement is XML unless the client accepts JSON', async () => {
    const { text } = await get('/metadata', { ...anonymous, Accept: '*/*' });
    expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><CapabilityStatement xmlns=/);
  });
});

function listedTypes(body: unknown): CapabilityStatementRestResource[] {
  return isCapabilityStatement(body) ? (body.rest?.[0]?.resource ?? []) : [];
}

/** Returns the names of each type's own parameters; null for a type without any. Every other type has `_count` and `_id` too. */
function listedParameters(body: unknown): Record<string, string | null> {
  return Object.fromEntries(
    listedTypes(body).map(({ type, searchParam }) => {
      const names = searchParam?.map(({ name }) => name);
      expect(names?.slice(-2)).toEqual(names === undefined ? undefined : ['_count', '_id']);
      return [type, names?.slice(0, -2).join(' ') ?? null];
    }),
  );
}

function isCapabilityStatement(body: unknown): body is CapabilityStatement {
  return (
    typeof body === 'object' &&
    body !== null &&
    'resourceType' in body &&
    body.resourceType === 'CapabilityStatement'
  );
}
