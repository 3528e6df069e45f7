import { createPrivateKey, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import got from 'got';
import { SignJWT } from 'jose';
import type { Bundle, Resource, Stored } from '../../src/fhir/types.ts';

export type Parameters = Readonly<Record<string, string | number | readonly string[]>>;

/** A FHIR client written by hand with got. */
export interface FhirClient {
  /** The identifier of the patient list. */
  readonly listIdentifier: string;
  read(type: string, id: string): Promise<Stored<Resource>>;
  /** Returns the matches and the included resources. */
  search(type: string, parameters: Parameters): Promise<Stored<Resource>[]>;
  /** Total size of the response bodies so far. */
  readonly receivedBytes: number;
}

interface Grant {
  access_token: string;
  expires_in: number;
}

/** Creates a client from the environment variables of the gateway. */
export function createFhirClient(env: NodeJS.ProcessEnv): FhirClient {
  const bearer = createBearer(env);
  const epic = got.extend({
    prefixUrl: required(env, 'EPIC_BASE_URL'),
    agent: { http: new Agent({ keepAlive: true }) },
    headers: { accept: 'application/fhir+json' },
    timeout: { request: 15_000 },
  });
  let receivedBytes = 0;
  const get = async <T>(path: string): Promise<T> => {
    const { body, rawBody } = await epic<T>(path, { headers: await bearer(), responseType: 'json' });
    receivedBytes += rawBody.byteLength;
    return body;
  };
  return {
    listIdentifier: required(env, 'PATIENT_PANEL').replace(/^list:/, ''),
    read: (type, id) => get(`${type}/${id}`),
    async search(type, parameters) {
      const pairs = Object.entries(parameters).flatMap(([name, values]) =>
        [values].flat().map((value): [string, string] => [name, String(value)]),
      );
      const { entry = [] } = await get<Bundle<Stored<Resource>>>(
        `${type}?${new URLSearchParams(pairs).toString()}`,
      );
      return entry.flatMap(({ resource }) =>
        resource === undefined || resource.resourceType === 'OperationOutcome' ? [] : [resource],
      );
    },
    get receivedBytes() {
      return receivedBytes;
    },
  };
}

/** Returns a function that returns the `authorization` header. It reuses a token until a minute before the token expires. */
export function createBearer(env: NodeJS.ProcessEnv): () => Promise<{ authorization: string }> {
  const tokenUrl = required(env, 'EPIC_TOKEN_URL');
  const clientId = required(env, 'EPIC_CLIENT_ID');
  const keyId = required(env, 'EPIC_KEY_ID');
  const privateKey = createPrivateKey(required(env, 'EPIC_PRIVATE_KEY'));
  let token: Promise<string> | null = null;
  let renewAt = 0;
  const requestToken = async (): Promise<string> => {
    const seconds = Math.floor(Date.now() / 1000);
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'RS384', kid: keyId, typ: 'JWT' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tokenUrl)
      .setJti(randomUUID())
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 240)
      .sign(privateKey);
    const grant = await got
      .post(tokenUrl, {
        form: {
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        },
      })
      .json<Grant>();
    renewAt = Date.now() + (grant.expires_in - 60) * 1000;
    return grant.access_token;
  };
  return async () => {
    if (token === null || renewAt <= Date.now()) {
      renewAt = Number.POSITIVE_INFINITY;
      token = requestToken();
    }
    return { authorization: `Bearer ${await token}` };
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}
