/** A FHIR server that is as large as it is asked to be, and costs next to nothing: its answers are made once, or put together of parts that are. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { PUBLIC_PATIENTS } from 'epic-fhir-sandbox/data';

export interface WideUpstream {
  /** What a gateway's environment has to say to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long each search took here from its arrival to its end since this was last asked, by the first of its ids (milliseconds). */
  takeTookMs(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const FHIR = '/FHIR/R4';

/** A patient as JSON, in the two parts between which the id stands. */
const [BEFORE_ID = '', AFTER_ID = ''] = JSON.stringify({ ...PUBLIC_PATIENTS[0], id: '' }).split(
  /(?<="id":")(?=")/,
);

/** In the process of the bench: beside the gateway there is one busy process then, and not two. */
export async function startWideUpstream(): Promise<WideUpstream> {
  const answers = new Map<string, string>();
  let tookMs = new Map<string, number>();
  const server = createServer((request, response) => {
    const arrived = performance.now();
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    request.resume();
    const key = `${pathname}?${searchParams.toString()}`;
    const body = answers.get(key) ?? answer(pathname, searchParams);
    // Every search by its own ids is another one: these are not kept.
    if (!searchParams.has('_id')) answers.set(key, body);
    response.once('close', () => {
      const [first] = searchParams.get('_id')?.split(',') ?? [];
      if (first !== undefined) tookMs.set(first, performance.now() - arrived);
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
    takeTookMs() {
      const taken = tookMs;
      tookMs = new Map();
      return taken;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(path: string, query: URLSearchParams): string {
  const [type = '', id] = path.slice(FHIR.length + 1).split('/');
  if (path === '/token')
    return JSON.stringify({ access_token: 'bench', token_type: 'bearer', expires_in: 3600 });
  if (type === 'metadata') return JSON.stringify(CAPABILITIES);
  if (type === 'Patient' && id !== undefined) return patient(id);
  if (type === 'Patient') return bundle((query.get('_id') ?? '').split(',').map(patient));
  if (type === 'Observation') return bundle(observations(query.get('patient') ?? ''));
  return '';
}

function patient(id: string): string {
  return BEFORE_ID + id + AFTER_ID;
}

/** As many as the patient's id ends with: `labs-1000` has a thousand. Values are such as `7.0`, whose zero has to stay. */
function observations(patientId: string): string[] {
  const count = Number(/\d+$/.exec(patientId)?.[0] ?? '1');
  return Array.from({ length: count }, (_one, at) => {
    const minutes = String(at % 60).padStart(2, '0');
    const hours = String(Math.floor(at / 60) % 24).padStart(2, '0');
    const text = JSON.stringify({
      resourceType: 'Observation',
      id: `lab-${patientId}-${at}`,
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
    const exact = text.replace('"value":4.25', '"value":4.0');
    const filling = JSON.stringify(
      Array.from({ length: 12 }, (_note, line) => ({
        text: `Line ${line}. ${'Sample as received. '.repeat(15)}`,
      })),
    );
    return `${exact.slice(0, -1)},"note":${filling}}`;
  });
}

function bundle(resources: readonly string[]): string {
  const entries = resources.map(
    (resource) => `{"fullUrl":"urn:x","resource":${resource},"search":{"mode":"match"}}`,
  );
  return `{"resourceType":"Bundle","type":"searchset","total":${resources.length},"entry":[${entries.join(',')}]}`;
}

const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/observation-category';
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
        { type: 'Observation', searchParam: parameters('patient', 'category', 'code', 'date') },
      ],
    },
  ],
};
