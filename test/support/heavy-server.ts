/** A FHIR server with large charts: it serves any patient id, a hundred long observations per patient, and documents of any size. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { rsa } from '../config/key-material.ts';
import type { FhirServer } from './gateway.ts';

export interface HeavyServer extends FhirServer {
  readonly tokenUrl: string;
  /** The environment of a gateway that connects to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The paths and queries of all FHIR requests so far, without the base URL. */
  readonly requests: readonly string[];
  clearRequests(): void;
  close(): Promise<void>;
}

const FHIR = '/FHIR/R4';
/** The number of patients of the panel, and of observations and documents per patient. */
const MANY = 100;

export interface Observations {
  /** The size of the only page of observations of a patient. */
  readonly perPage: number;
  /** The number of components of each observation. */
  readonly components: number;
}

export async function startHeavyServer(
  observations: Observations = { perPage: MANY, components: 0 },
): Promise<HeavyServer> {
  const pageOf = pagesOf(observations);
  const requests: string[] = [];
  const answers = new Map<string, string>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname.slice(FHIR.length + 1);
    if (pathname !== '/token' && path !== 'metadata') requests.push(`${path}?${searchParams.toString()}`);
    request.resume();
    const isPage = path === 'Observation';
    const body = isPage
      ? pageOf(searchParams.get('patient') ?? '')
      : (answers.get(request.url ?? '') ?? answerTo(pathname, searchParams));
    if (!isPage) answers.set(request.url ?? '', body);
    response.writeHead(statusOf(path, body), {
      'content-type': 'application/fhir+json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  const { privateKey } = rsa();
  const [baseUrl, tokenUrl] = [new URL(FHIR, origin).href, new URL('/token', origin).href];
  return {
    baseUrl,
    tokenUrl,
    credentials: { clientId: 'heavy', keyId: 'heavy', privateKey },
    environment: {
      EPIC_BASE_URL: baseUrl,
      EPIC_TOKEN_URL: tokenUrl,
      EPIC_CLIENT_ID: 'heavy',
      EPIC_KEY_ID: 'heavy',
      EPIC_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      PATIENT_PANEL: 'list:clinic',
    },
    requests,
    clearRequests: () => void requests.splice(0),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Refuses practitioners. */
function statusOf(path: string, body: string): number {
  if (path.startsWith('Practitioner')) return 403;
  return body === '' ? 404 : 200;
}

function answerTo(path: string, query: URLSearchParams): string {
  if (path === '/token')
    return JSON.stringify({ access_token: 'heavy', token_type: 'bearer', expires_in: 3600 });
  const [type = '', id] = path.slice(FHIR.length + 1).split('/');
  const patient = query.get('patient') ?? '';
  const of = (make: (id: string) => object, ids: readonly string[]): string =>
    id === undefined ? bundle(ids.map(make)) : JSON.stringify(make(id));
  switch (type) {
    case 'metadata':
      return JSON.stringify(CAPABILITIES);
    case 'List':
      return bundle([PANEL]);
    case 'Patient':
      return of(patientOf, query.get('_id')?.split(',') ?? []);
    case 'Observation':
      return JSON.stringify(observationOf(id ?? '', patient, 0));
    case 'Encounter':
      return of(
        (one) => ({ resourceType: 'Encounter', id: one, status: 'finished' }),
        query.get('_id')?.split(',') ?? [],
      );
    case 'DocumentReference':
      return of(
        (one) => documentOf(one, patient),
        numbers().map((at) => `${patient}-${at}`),
      );
    case 'Binary':
      return binaryOf(id ?? '');
    default:
      return '';
  }
}

function numbers(): number[] {
  return Array.from({ length: MANY }, (_, at) => at);
}

const PANEL = {
  resourceType: 'List',
  id: 'panel',
  status: 'current',
  mode: 'working',
  code: { coding: [{ code: 'patients' }] },
  identifier: [{ value: 'clinic' }],
  entry: numbers().map((at) => ({ item: { reference: `Patient/p${at}` } })),
};

function patientOf(id: string): object {
  return {
    resourceType: 'Patient',
    id,
    name: [{ use: 'official', family: 'Heavy', given: ['Ada'], text: 'Ada Heavy' }],
    birthDate: '1952-03-04',
    gender: 'female',
  };
}

/** Builds the long page once, and inserts each patient id into a copy. */
function pagesOf({ perPage, components }: Observations): (patient: string) => string {
  const ids = Array.from({ length: perPage }, (_, at) => `observation-${at}`);
  const page = bundle(ids.map((id) => observationOf(id, PATIENT_OF_PAGE, components)));
  return (patient) => page.replaceAll(PATIENT_OF_PAGE, patient);
}

const PATIENT_OF_PAGE = 'patient-of-page';

function observationOf(id: string, patient: string, components: number): object {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'laboratory',
            display: 'Laboratory',
          },
        ],
        text: 'Laboratory',
      },
    ],
    code: {
      coding: [{ system: 'http://loinc.org', code: '2823-3', display: 'Potassium' }],
      text: 'Potassium',
    },
    subject: { reference: `Patient/${patient}`, display: 'Ada Heavy' },
    performer: [{ reference: 'Practitioner/hidden', display: 'Ada Hidden' }],
    encounter: { reference: `Encounter/visit-of-${id}` },
    effectiveDateTime: '2026-06-02T10:00:00Z',
    valueQuantity: { value: 4.25, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
    ...(components === 0 ? {} : { component: Array.from({ length: components }, componentOf) }),
    note: [0, 1, 2].map((line) => ({ text: `Line ${line}. ${'Sample as received. '.repeat(15)}` })),
  };
}

function componentOf(_: unknown, at: number): object {
  return {
    code: {
      coding: [{ system: 'http://loinc.org', code: `${at}-1`, display: `Part ${at}` }],
      text: `Part ${at}`,
    },
    valueQuantity: { value: at + 0.25, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
  };
}

/** The patient's id gives the size of the content in bytes: `documents-3000000`. */
function documentOf(id: string, patient: string): object {
  const contentType = id.startsWith('html') ? 'text/html' : 'text/plain';
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    docStatus: 'final',
    type: { text: 'Progress Note' },
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
          },
        ],
      },
    ],
    subject: { reference: `Patient/${patient}` },
    date: '2026-06-02T10:00:00Z',
    content: [{ attachment: { contentType, url: `Binary/${id}` } }],
  };
}

function binaryOf(id: string): string {
  const bytes = Number(/-(\d+)-/.exec(id)?.[1] ?? '0');
  const data = 'QUJD'.repeat(Math.ceil(bytes / 3));
  return `{"resourceType":"Binary","id":"${id}","contentType":"text/plain","data":"${data}"}`;
}

function bundle(resources: readonly object[]): string {
  const entry = resources.map((resource) => ({ fullUrl: 'urn:x', resource, search: { mode: 'match' } }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: entry.length, entry });
}

const parameters = (...names: string[]) => names.map((name) => ({ name, type: 'token' }));
const CAPABILITIES = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  kind: 'instance',
  fhirVersion: '4.0.1',
  format: ['json'],
  rest: [
    {
      mode: 'server',
      resource: [
        { type: 'Patient', searchParam: parameters('_id') },
        { type: 'Encounter', searchParam: parameters('_id') },
        { type: 'Observation', searchParam: parameters('patient', 'category', 'code', 'date') },
        { type: 'DocumentReference', searchParam: parameters('patient', 'category', 'type', 'date') },
      ],
    },
  ],
};
