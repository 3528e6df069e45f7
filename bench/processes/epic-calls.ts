/** The calls that the operation costs, written by hand with got: a token once, then the list and the patients on it. */
import { createPrivateKey, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import got from 'got';
import { SignJWT } from 'jose';
import type { Bundle, List, Patient } from '../../src/fhir/types.ts';

export interface EpicCalls {
  /** The first patients of the configured list, as the search sends them: in no particular order. */
  firstPatients(first: number): Promise<{ ids: string[]; found: Bundle<Patient> }>;
}

interface Grant {
  access_token: string;
  expires_in: number;
}

/** Reads the variables that the gateway reads too. */
export function createEpicCalls(env: NodeJS.ProcessEnv): EpicCalls {
  const read = (name: string): string => {
    const value = env[name];
    if (value === undefined) throw new Error(`${name} is not set.`);
    return value;
  };
  const tokenUrl = read('EPIC_TOKEN_URL');
  const clientId = read('EPIC_CLIENT_ID');
  const keyId = read('EPIC_KEY_ID');
  const privateKey = createPrivateKey(read('EPIC_PRIVATE_KEY'));
  const list = read('PATIENT_PANEL').replace(/^list:/, '');
  const epic = got.extend({
    prefixUrl: read('EPIC_BASE_URL'),
    agent: { http: new Agent({ keepAlive: true }) },
    headers: { accept: 'application/fhir+json' },
    timeout: { request: 15_000 },
  });
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
  const bearer = async (): Promise<{ authorization: string }> => {
    if (token === null || renewAt <= Date.now()) {
      renewAt = Number.POSITIVE_INFINITY;
      token = requestToken();
    }
    return { authorization: `Bearer ${await token}` };
  };

  return {
    async firstPatients(first) {
      const panel = await epic('List', {
        searchParams: { code: 'patients', identifier: list },
        headers: await bearer(),
      }).json<Bundle<List>>();
      const entries = panel.entry?.find(({ resource }) => resource?.resourceType === 'List')?.resource?.entry;
      const ids = (entries ?? [])
        .slice(0, first)
        .flatMap(({ item }) => item?.reference?.replace(/^Patient\//, '') ?? []);
      const found = await epic('Patient', {
        searchParams: { _id: ids.join(','), _count: ids.length },
        headers: await bearer(),
      }).json<Bundle<Patient>>();
      return { ids, found };
    },
  };
}
