/** A FHIR server that replays one recorded exchange at a time, and issues a token to every client. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { rsa } from '../config/key-material.ts';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import { at } from './expected.ts';
import type { FhirServer } from './gateway.ts';

/** A GET below the base URL, and Epic's response. */
export interface RecordedExchange {
  /** The file of the recording, for names of tests. */
  readonly file: string;
  /** Relative to the base URL, such as `Patient/a` or `Patient?family=b`. */
  readonly place: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface RecordedServer extends FhirServer {
  /**
   * Replaces the exchange to replay; other requests get a 404. The server also serves the resources of the exchange by id, by read and by
   * `_id`, and returns the searchset of a patient for every search of the type by that patient.
   */
  replay(exchange: RecordedExchange): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The exchange to replay, with its resources. */
interface Replayed {
  readonly exchange: RecordedExchange;
  readonly resources: readonly unknown[];
}

const BASE = '/api/FHIR/R4';
/** The base URL in the recordings. */
const EPIC = 'https://fhir.epic.com/interconnect-fhir-oauth/api/FHIR/R4';
const FHIR_JSON = 'application/fhir+json';

/** @param capabilities the body of a recorded `/metadata`; null: no CapabilityStatement */
export async function startRecordedServer(capabilities: string | null = null): Promise<RecordedServer> {
  const { privateKey } = rsa();
  let current: Replayed | null = null;
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    const url = request.url ?? '';
    if (url === '/token') {
      send(response, json({ access_token: 'recorded', token_type: 'bearer', expires_in: 3600 }));
    } else if (url === `${BASE}/.well-known/smart-configuration`) {
      send(response, json({ token_endpoint: `${origin}/token` }));
    } else {
      const place = url.slice(BASE.length + 1);
      const found = current === null ? null : answerTo(place, current);
      const described =
        place === 'metadata' && capabilities !== null
          ? { status: 200, contentType: FHIR_JSON, body: capabilities }
          : NOT_FOUND;
      const { body, ...answer } = found ?? described;
      send(response, { ...answer, body: body.replaceAll(EPIC, origin + BASE) });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}${BASE}`,
    credentials: { clientId: 'anyone', privateKey, keyId: 'any' },
    replay(exchange) {
      current = { exchange, resources: resourcesOf(exchange.body) };
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answerTo(place: string, { exchange, resources }: Replayed): Answer | null {
  if (place === exchange.place) return exchange;
  const [asked, recorded] = [partsOf(place), partsOf(exchange.place)];
  if (asked.id !== undefined) {
    const found = resources.find((resource) => isOneOf(resource, asked.type, [asked.id]));
    return found === undefined ? null : { ...json(found), contentType: FHIR_JSON };
  }
  const ids = asked.parameters.get('_id')?.split(',');
  if (ids !== undefined) return searchset(resources.filter((resource) => isOneOf(resource, asked.type, ids)));
  const patient = asked.parameters.get('patient');
  const isRecorded = asked.type === recorded.type && patient === recorded.parameters.get('patient');
  return patient !== null && isRecorded ? exchange : null;
}

function partsOf(place: string): {
  type: string;
  id: string | undefined;
  parameters: URLSearchParams;
} {
  const [path = '', query] = place.split('?');
  const [type = '', id] = path.split('/');
  return { type, id, parameters: new URLSearchParams(query) };
}

/** Returns the entries of a Bundle, or the resource of a read. */
function resourcesOf(body: string): unknown[] {
  const parsed = parseExactJson(body);
  const entries = at(parsed, 'entry');
  return Array.isArray(entries) ? entries.map((entry: unknown) => at(entry, 'resource')) : [parsed];
}

function isOneOf(resource: unknown, type: string, ids: readonly unknown[]): boolean {
  return at(resource, 'resourceType') === type && ids.includes(at(resource, 'id'));
}

function searchset(resources: readonly unknown[]): Answer {
  const entry = resources.map((resource) => ({ resource, search: { mode: 'match' } }));
  return { ...json({ resourceType: 'Bundle', type: 'searchset', entry }), contentType: FHIR_JSON };
}

const NOT_FOUND: Answer = {
  status: 404,
  contentType: FHIR_JSON,
  body: JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'not-found', diagnostics: 'Not recorded' }],
  }),
};

function json(body: unknown): Answer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'Content-Type': contentType }).end(body);
}
