import supertest from 'supertest';

interface PatientsResponse {
  data?: { patients?: { id: string; fullName: string }[] };
  errors?: { message: string; extensions: { code: string } }[];
}

/** A query of the panel. */
export const TEN_NAMES = '{ patients(first: 10) { id fullName } }';

/** Timeouts longer than a test may take: a process that waits for one of them fails its test. */
export const ENDLESS_TIMEOUTS = { EPIC_TIMEOUT_MS: '120000', OPERATION_TIMEOUT_MS: '120000' };

export async function postQuery(
  origin: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<PatientsResponse> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return parseResponse(await response.text());
}

/** Returns the response to a request whose Host header is not a loopback name. */
export async function postFromOtherHost(
  origin: string,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const { text } = await supertest(origin)
    .post('/graphql')
    .set({ ...headers, host: 'gateway.example.org' })
    .send({ query: '{ __typename }' });
  return JSON.parse(text);
}

export function parseResponse(body: string): PatientsResponse {
  // oxlint-disable-next-line typescript/no-unsafe-return -- a response over HTTP has no type; the tests check its values
  return JSON.parse(body);
}
