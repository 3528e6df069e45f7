import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { generateKeyPairSync } from 'node:crypto';
import { PUBLIC_PATIENTS } from 'epic-fhir-sandbox/data';

/**
 * A FHIR server with any number of patients and lab results. It uses hardly any CPU, because it caches its responses or assembles them from
 * prepared strings.
 */
export interface WideUpstream {
  /** The environment variables of a gateway that reads this server. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns the base URL of another FHIR server with the same records, in this process. */
  baseUrlOf(name: string): string;
  /** Returns the number of requests so far, with token requests. */
  countRequests(): number;
  countConnections(): Promise<number>;
  /** Returns the milliseconds from the arrival to the end of each `_id` search since the previous call, by the first of its ids. */
  takeDurationsMs(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const FHIR = '/FHIR/R4';

/** A patient as JSON, split where the id belongs. */
const [BEFORE_ID = '', AFTER_ID = ''] = JSON.stringify({ ...PUBLIC_PATIENTS[0], id: '' }).split(
  /(?<="id":")(?=")/,
);

/** Starts the server in the process of the bench, so only one other process competes with the gateway for the CPU. */
export async function startWideUpstream(): Promise<WideUpstream> {
  const responses = new Map<string, string>();
  let requests = 0;
  let durationsMs = new Map<string, number>();
  const server = createServer((request, response) => {
    const arrivedAt = performance.now();
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    request.resume();
    requests += 1;
    const path = pathname.replace(/^\/servers\/[^/]+/, '');
    const key = `${path}?${searchParams.toString()}`;
    const body = responses.get(key) ?? createBody(path, searchParams);
    // Searches by id hardly ever repeat, so caching them would only cost memory.
    if (!searchParams.has('_id')) responses.set(key, body);
    response.once('close', () => {
      const [first] = searchParams.get('_id')?.split(',') ?? [];
      if (first !== undefined) durationsMs.set(first, performance.now() - arrivedAt);
    });
    response.writeHead(body === '' ? 404 : 200, {
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
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    environment: {
      EPIC_BASE_URL: new URL(FHIR, origin).href,
      EPIC_TOKEN_URL: new URL('/token', origin).href,
      EPIC_CLIENT_ID: 'bench',
      EPIC_KEY_ID: 'bench',
      EPIC_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      PATIENT_PANEL: 'none',
    },
    baseUrlOf: (name) => new URL(`/servers/${name}${FHIR}`, origin).href,
    countRequests: () => requests,
    countConnections: () => promisify(server.getConnections.bind(server))(),
    takeDurationsMs() {
      const taken = durationsMs;
      durationsMs = new Map();
      return taken;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createBody(path: string, query: URLSearchParams): string {
  const [type = '', id] = path.slice(FHIR.length + 1).split('/');
  if (path === '/token')
    return JSON.stringify({ access_token: 'bench', token_type: 'bearer', expires_in: 3600 });
  if (type === 'metadata') return JSON.stringify(CAPABILITIES);
  if (type === 'Patient' && id !== undefined) return formatPatient(id);
  if (type === 'Patient') return formatBundle((query.get('_id') ?? '').split(',').map(formatPatient));
  if (type === 'Observation') return formatBundle(formatObservations(query.get('patient') ?? ''));
  return '';
}

function formatPatient(id: string): string {
  return BEFORE_ID + id + AFTER_ID;
}

/** Returns as many Observations as the patient's id ends with: `labs-1000` has a thousand. Each value is `4.0`, whose zero the gateway must keep. */
function formatObservations(patientId: string): string[] {
  const count = Number(/\d+$/.exec(patientId)?.[0] ?? '1');
  return Array.from({ length: count }, (_, index) => {
    const minutes = String(index % 60).padStart(2, '0');
    const hours = String(Math.floor(index / 60) % 24).padStart(2, '0');
    const text = JSON.stringify({
      resourceType: 'Observation',
      id: `lab-${patientId}-${index}`,
      status: 'final',
      category: [
        { coding: [{ system: CATEGORIES, code: 'laboratory', display: 'Laboratory' }], text: 'Laboratory' },
      ],
      code: {
        coding: [{ system: 'http://loinc.org', code: '2823-3', display: 'Potassium' }],
        text: 'Potassium',
      },
      subject: { reference: `Patient/${patientId}`, display: 'Lopez, Camila Maria' },
      effectiveDateTime: `2026-06-02T${hours}:${minutes}:00Z`,
      valueQuantity: { value: 4.25, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      referenceRange: [
        {
          low: { value: 3.5, unit: 'mmol/L' },
          high: { value: 5.1, unit: 'mmol/L' },
          text: '3.5 - 5.1 mmol/L',
        },
      ],
    });
    const withTrailingZero = text.replace('"value":4.25', '"value":4.0');
    const notes = JSON.stringify(
      Array.from({ length: 12 }, (_note, line) => ({
        text: `Line ${line}. ${'Sample as received. '.repeat(15)}`,
      })),
    );
    return `${withTrailingZero.slice(0, -1)},"note":${notes}}`;
  });
}

function formatBundle(resources: readonly string[]): string {
  const entries = resources.map(
    (resource) => `{"fullUrl":"urn:x","resource":${resource},"search":{"mode":"match"}}`,
  );
  return `{"resourceType":"Bundle","type":"searchset","total":${resources.length},"entry":[${entries.join(',')}]}`;
}

const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/observation-category';
const createParameters = (...names: string[]) => names.map((name) => ({ name, type: 'token' }));
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
        { type: 'Patient', searchParam: createParameters('_id') },
        { type: 'Observation', searchParam: createParameters('patient', 'category', 'code', 'date') },
      ],
    },
  ],
};
