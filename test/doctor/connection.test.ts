import { once } from 'node:events';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkConnection } from '../../src/doctor/connection.ts';
import type { StepReport } from '../../src/doctor/finding.ts';
import { startTcpServer, unusedOrigin } from '../http/local-server.ts';
import { type CertificateOptions, type Identity, issueCertificate } from '../support/certificates.ts';
import { at, matching } from '../support/expected.ts';
import { siteOf } from './examined-site.ts';

const DAY_MS = 86_400_000;
const authority = issueCertificate({ name: 'A trusted authority', isAuthority: true });
const trustedBefore = getCACertificates('default');

beforeAll(() => setDefaultCACertificates([...trustedBefore, authority.certificate]));
afterAll(() => setDefaultCACertificates(trustedBefore));

let close: () => Promise<void> = async () => {};
afterEach(() => close());

/** A server with a certificate for localhost, unless told. */
async function serve(
  certificate: Partial<CertificateOptions> = {},
  chain: readonly Identity[] = [],
): Promise<string> {
  const identity = issueCertificate({
    name: 'localhost',
    hosts: ['localhost'],
    issuer: authority,
    ...certificate,
  });
  const server = createServer({
    key: identity.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: [identity, ...chain].map((one) => one.certificate).join(''),
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  close = async () => {
    server.close();
    server.closeAllConnections();
  };
  const address = server.address();
  return `https://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

async function checked(
  baseUrl: string,
  { env = {}, now = Date.now() }: { env?: Record<string, string>; now?: number } = {},
): Promise<Omit<StepReport, 'step' | 'durationMs'> & { readonly goesOn: boolean }> {
  const { finding, value } = await checkConnection(siteOf({ baseUrl }), { env, now: () => now });
  return { ...finding, goesOn: value !== null };
}

describe('a connection by TLS', () => {
  it('that is good is told with protocol, issuer and end', async () => {
    const to = new Date('2040-05-06T00:00:00Z');
    const origin = await serve({ to });
    const { outcome, found, goesOn, facts } = await checked(`${origin}/api/FHIR/R4`);
    expect({ outcome, found, goesOn }).toEqual({
      outcome: 'passed',
      found: [
        'TLSv1.3, with a certificate that is good until 2040-05-06',
        matching(/^The certificate is for localhost, from A trusted authority, since \d{4}-\d\d-\d\d\.$/),
      ],
      goesOn: true,
    });
    expect(at(facts, 'connections', 0)).toMatchObject({
      origin,
      kind: 'secure',
      fault: null,
      certificate: { subject: 'localhost', validTo: to.toISOString() },
    });
  });

  it('warns of a certificate that ends within three weeks, and not of one that ends later', async () => {
    const origin = await serve({ to: new Date('2040-05-30T00:00:00Z') });
    const soon = await checked(origin, { now: Date.parse('2040-05-10T12:00:00Z') });
    expect(soon).toMatchObject({
      outcome: 'warning',
      goesOn: true,
      causes: [{ cause: `The certificate of ${origin} ends in 19 days.` }],
    });
    expect(await checked(origin, { now: Date.parse('2040-05-08T00:00:00Z') })).toMatchObject({
      outcome: 'passed',
    });
  });

  it('warns of certificates that nobody looks at', async () => {
    const origin = await serve();
    expect(await checked(origin, { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })).toMatchObject({
      outcome: 'warning',
      causes: [{ cause: matching(/^NODE_TLS_REJECT_UNAUTHORIZED=0/) }],
    });
  });
});

describe('a certificate that is not trusted', () => {
  const middle = issueCertificate({ name: 'In between', issuer: authority, isAuthority: true });
  const foreign = issueCertificate({ name: 'Inspecting proxy', isAuthority: true });
  const faults: Record<
    string,
    {
      certificate: Partial<CertificateOptions>;
      chain?: Identity[];
      code: string;
      cause: RegExp;
      remedy: RegExp;
    }
  > = {
    'has ended': {
      certificate: { to: new Date('2020-02-03T00:00:00Z'), from: new Date('2019-02-03T00:00:00Z') },
      code: 'CERT_HAS_EXPIRED',
      cause: /ended on 2020-02-03/,
      remedy: /Tell the site/,
    },
    'is not valid yet': {
      certificate: { from: new Date(Date.now() + DAY_MS) },
      code: 'CERT_NOT_YET_VALID',
      cause: /clock of this machine/,
      remedy: /NTP/,
    },
    'is for another host': {
      certificate: { name: 'other.example', hosts: ['other.example'] },
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      cause: /is for other\.example, not for localhost/,
      remedy: /host name that the site gives/,
    },
    'comes without the one between it and the root': {
      certificate: { issuer: middle },
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      cause: /without the one of In between/,
      remedy: /send the whole chain/,
    },
    'signed itself': {
      certificate: { issuer: null },
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      cause: /signed itself/,
      remedy: /NODE_EXTRA_CA_CERTS/,
    },
    'comes from an authority of the network': {
      certificate: { issuer: foreign },
      chain: [foreign],
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      cause: /inspects TLS/,
      remedy: /NODE_EXTRA_CA_CERTS.*NODE_USE_SYSTEM_CA/,
    },
  };

  it.each(Object.entries(faults))('%s: that is told, with what to do', async (_what, fault) => {
    const origin = await serve(fault.certificate, fault.chain);
    const { outcome, found, causes, goesOn } = await checked(origin);
    expect({ outcome, gist: found[0], goesOn }).toEqual({
      outcome: 'failed',
      gist: `The certificate of ${origin} is not trusted (${fault.code})`,
      goesOn: false,
    });
    expect(causes[0]?.cause).toMatch(fault.cause);
    expect(causes[0]?.remedy).toMatch(fault.remedy);
  });

  it('is good with the whole chain', async () => {
    const origin = await serve({ issuer: middle }, [middle]);
    const { outcome, found } = await checked(origin);
    expect([outcome, found[1]]).toEqual(['passed', matching(/from In between/)]);
  });
});

describe('a server that cannot be connected to', () => {
  it('where nobody listens, is told of by the likeliest first', async () => {
    const origin = await unusedOrigin();
    const { outcome, found, causes } = await checked(origin);
    expect([outcome, found[0]]).toEqual(['failed', `No connection to ${origin} (ECONNREFUSED)`]);
    expect(causes[0]?.cause).toContain('EPIC_BASE_URL');
  });

  it('where a proxy is wanted: that is the likeliest, and its value is not told', async () => {
    const origin = await unusedOrigin();
    const { causes } = await checked(origin, { env: { https_proxy: 'http://user:MARKED@proxy' } });
    expect(causes[0]?.cause).toContain('https_proxy is set');
    expect(JSON.stringify(causes)).not.toContain('MARKED');
  });

  it.each([
    [
      'speaks no TLS',
      (socket: { end: (text: string) => void }) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    ],
    ['cuts the connection', (socket: { end: (text: string) => void }) => socket.end('')],
  ])('where it %s', async (_what, handler) => {
    const server = await startTcpServer(handler);
    close = () => server.close();
    const { outcome, found, causes } = await checked(server.origin.replace('http:', 'https:'));
    expect(outcome).toBe('failed');
    expect(found[0]).toMatch(/is there, but TLS came to nothing \(E\w+\)/);
    expect(causes.map(({ cause }) => cause).join()).toMatch(/does not speak TLS/);
  });

  it('where it says nothing, within the time of one request', async () => {
    const server = await startTcpServer(() => {});
    close = () => server.close();
    const site = siteOf({ baseUrl: server.origin.replace('http:', 'https:') });
    const limits = { ...site.limits, timeoutMs: 100 };
    const { finding } = await checkConnection({ ...site, limits }, { env: {}, now: Date.now });
    expect(finding.found[0]).toMatch(/TLS came to nothing \(ETIMEDOUT\)/);
  });
});
