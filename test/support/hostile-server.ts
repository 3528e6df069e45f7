/** A FHIR server that can answer with any JSON, compressed, and otherwise answers normally. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { rsa } from '../config/key-material.ts';

export interface HostileServer {
  /** The environment of a gateway that connects to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Answers matching requests with this JSON. A path is relative to the base URL and includes the query, such as `Patient/p1`. */
  answer(path: RegExp, json: (path: string) => string): void;
  /** Answers normally again. */
  recover(): void;
  close(): Promise<void>;
}

const FHIR = '/FHIR/R4/';

export async function startHostileServer(): Promise<HostileServer> {
  let hostile: { readonly path: RegExp; readonly json: (path: string) => string } | null = null;
  /** Compressed once, because a test requests the same bomb many times. */
  const bodies = new Map<string, Buffer>();
  const bodyOf = (path: string): Buffer => {
    const json = hostile?.path.test(path) === true ? hostile.json(path) : ordinary(path, tokenEndpoint());
    const body = bodies.get(json) ?? gzipSync(json);
    bodies.set(json, body);
    return body;
  };
  const tokenEndpoint = (): string => `${origin}${FHIR}token`;
  let origin = '';
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(FHIR.length);
    const body = bodyOf(path);
    request.resume();
    response
      .writeHead(200, {
        'content-type': 'application/fhir+json',
        'content-encoding': 'gzip',
        'content-length': body.length,
      })
      .end(body);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { privateKey } = rsa();
  return {
    environment: {
      EPIC_BASE_URL: `${origin}${FHIR.slice(0, -1)}`,
      EPIC_CLIENT_ID: 'hostile',
      EPIC_KEY_ID: 'hostile',
      EPIC_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    },
    answer(path, json) {
      hostile = { path, json };
      bodies.clear();
    },
    recover() {
      hostile = null;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function ordinary(path: string, tokenEndpoint: string): string {
  const [type = '', id] = path.split(/[/?]/);
  switch (type) {
    case 'token':
      return JSON.stringify({ access_token: 'token', token_type: 'bearer', expires_in: 3600 });
    case '.well-known':
      return JSON.stringify({ token_endpoint: tokenEndpoint });
    case 'metadata':
      return JSON.stringify(STATEMENT);
    case 'DocumentReference':
      return JSON.stringify(documentOf(id ?? ''));
    default:
      return path.includes('?') ? '{"resourceType":"Bundle","type":"searchset"}' : recordJson(type, id ?? '');
  }
}

interface Parts {
  readonly extension?: string;
  /** A JSON member, such as `"subject":{}`. */
  readonly subject?: string;
}

/** Returns the JSON of a record, with these parts inserted verbatim. */
export function recordJson(
  type: string,
  id: string,
  { extension = '[]', subject = '"x":0' }: Parts = {},
): string {
  return `{"resourceType":"${type}","id":"${id}",${subject},"extension":${extension}}`;
}

/** Returns the JSON of a searchset. */
export function searchsetJson(matches: readonly string[], includes: readonly string[] = []): string {
  const entries = [...matches.map(entryOf('match')), ...includes.map(entryOf('include'))];
  return `{"resourceType":"Bundle","type":"searchset","entry":[${entries.join()}]}`;
}

function entryOf(mode: 'include' | 'match'): (resource: string) => string {
  return (resource) => `{"resource":${resource},"search":{"mode":"${mode}"}}`;
}

function documentOf(id: string): object {
  const attachment = { contentType: 'text/plain', url: `Binary/${id}` };
  return { resourceType: 'DocumentReference', id, status: 'current', content: [{ attachment }] };
}

const OBSERVATIONS = { type: 'Observation', searchParam: [{ name: 'patient' }, { name: 'category' }] };
const ENCOUNTERS = { type: 'Encounter', searchInclude: ['Encounter:service-provider'] };
const STATEMENT = {
  resourceType: 'CapabilityStatement',
  fhirVersion: '4.0.1',
  rest: [{ mode: 'server', resource: [OBSERVATIONS, ENCOUNTERS] }],
};
