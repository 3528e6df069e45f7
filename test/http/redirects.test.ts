import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient, HttpResponse } from '../../src/http/http-client.ts';
import { type LocalServer, startLocalServer } from './local-server.ts';
import { PATIENCE } from '../support/patience.ts';

/** The target of the redirect from `/base/start`. */
let location: string;
let status: number;
let server: LocalServer;
/** Another origin. A request that reaches it is a leak. */
let other: LocalServer;
let http: HttpClient;

beforeAll(async () => {
  other = await startLocalServer((response) => response.end('leak'));
});

beforeEach(async () => {
  status = 302;
  server = await startLocalServer((response, { url }) => {
    if (url.startsWith('/base/start')) response.writeHead(status, { Location: location }).end('moved');
    else if (url === '/base/circle') response.writeHead(302, { Location: '/base/circle' }).end();
    else if (url.startsWith('/base/chain')) next(Number(url.slice(11)));
    else response.end(JSON.stringify(`arrived at ${url}`));

    function next(left: number): void {
      if (left === 0) response.end('"end of the chain"');
      else response.writeHead(307, { Location: `/base/chain${left - 1}` }).end();
    }
  });
  http = createHttpClient({ timeoutMs: PATIENCE.timeout });
});

afterEach(async () => {
  http.close();
  await server.close();
});

afterAll(() => other.close());

function send(path: string, onSend?: () => void): Promise<HttpResponse> {
  return http.send({
    url: server.origin + path,
    headers: { accept: 'application/fhir+json', authorization: 'Bearer one' },
    followRedirectsUnder: `${server.origin}/base`,
    ...(onSend === undefined ? {} : { onSend }),
  });
}

function port(origin: string): string {
  return new URL(origin).port;
}

describe('a redirect within the base URL', () => {
  it.each([301, 302, 303, 307, 308])(
    'follows a redirect with status %i within the base URL, with the bearer token and all headers',
    async (code) => {
      status = code;
      location = '/base/Patient/b?x=1';
      let sent = 0;
      const answer = await send('/base/start', () => (sent += 1));
      expect(answer).toMatchObject({ status: 200, json: 'arrived at /base/Patient/b?x=1' });
      expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
        'GET /base/start',
        'GET /base/Patient/b?x=1',
      ]);
      expect(server.requests[1]?.headers).toMatchObject({
        authorization: 'Bearer one',
        accept: 'application/fhir+json',
      });
      expect(sent).toBe(2);
    },
  );

  it.each([
    ['relative', () => 'Patient/b'],
    ['absolute', () => `${server.origin}/base/Patient/b`],
    ['without a scheme', () => `${server.origin.slice(5)}/base/Patient/b`],
    ['through a parent folder', () => '/base/x/../Patient/b'],
  ])('follows a redirect within the base URL that is %s', async (_name, target) => {
    location = target();
    expect((await send('/base/start')).json).toBe('arrived at /base/Patient/b');
  });

  it('follows three redirects', async () => {
    expect((await send('/base/chain3')).json).toBe('end of the chain');
    expect(server.requests).toHaveLength(4);
  });

  it('rejects a fourth redirect', async () => {
    await expect(send('/base/chain4')).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message:
        'The FHIR server redirected the request more than 3 times. Check the URLs in the configuration.',
    });
    expect(server.requests).toHaveLength(4);
  });

  it('rejects circular redirects', async () => {
    await expect(send('/base/circle')).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(server.requests).toHaveLength(4);
  });
});

describe('a redirect that leaves the base URL', () => {
  it.each([
    ['another port', () => `${other.origin}/base/Patient/b`],
    [
      'another host name for the same machine',
      () => `http://localhost:${port(server.origin)}/base/Patient/b`,
    ],
    ['another host', () => `http://localhost:${port(other.origin)}/base/Patient/b`],
    ['another host, without a scheme', () => `//127.0.0.1:${port(other.origin)}/base/Patient/b`],
    ['another scheme', () => `https://127.0.0.1:${port(server.origin)}/base/Patient/b`],
    ['a path next to the base path', () => '/other/Patient/b'],
    ['a path that only shares its prefix', () => '/base2/Patient/b'],
    ['a path above the base path', () => '/base/../other'],
    ['an encoded path above the base path', () => '/base/%2e%2e/other'],
    ['a path above the base path, with backslashes', () => '/base\\..\\other'],
    ['the root', () => '/'],
    ['a user name', () => `http://user:word@127.0.0.1:${port(server.origin)}/base/Patient/b`],
    ['an invalid URL', () => 'http://[broken'],
    ['a file', () => 'file:///etc/passwd'],
    ['a socket', () => 'unix:/var/run/x.sock:/base'],
  ])('returns a redirect to %s without following it', async (_name, target) => {
    location = target();
    let sent = 0;
    const answer = await send('/base/start', () => (sent += 1));
    expect(answer).toMatchObject({ status: 302, isEmpty: false });
    expect(server.requests.map(({ url }) => url)).toEqual(['/base/start']);
    expect(other.requests).toEqual([]);
    expect(sent).toBe(1);
  });

  it('does not follow a second redirect that leaves the base URL', async () => {
    location = `${other.origin}/base`;
    const first = await startLocalServer((response) =>
      response
        .writeHead(302, { Location: response.req.url === '/base/a' ? '/base/b' : location })
        .end('moved'),
    );
    const answer = await http.send({
      url: `${first.origin}/base/a`,
      headers: { authorization: 'Bearer one' },
      followRedirectsUnder: `${first.origin}/base`,
    });
    await first.close();
    expect(answer).toMatchObject({ status: 302, isEmpty: false });
    expect(first.requests.map(({ url }) => url)).toEqual(['/base/a', '/base/b']);
    expect(other.requests).toEqual([]);
  });
});

describe('a redirect without a base URL', () => {
  it('does not follow a redirect of a GET without a base URL', async () => {
    location = '/base/Patient/b';
    expect((await http.send({ url: `${server.origin}/base/start` })).status).toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect %i of a POST, and does not forward its form',
    async (code) => {
      status = code;
      location = `${other.origin}/token`;
      const answer = await http.send({ url: `${server.origin}/base/start`, form: { client_assertion: 'x' } });
      expect(answer.status).toBe(code);
      expect(server.requests).toHaveLength(1);
      expect(other.requests).toEqual([]);
    },
  );
});
