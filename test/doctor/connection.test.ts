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

/** Starts a server, by default with a trusted certificate for localhost. */
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

describe('the step Connection', () => {
  it('reports the protocol, and the subject, issuer and validity of the certificate', async () => {
    const to = new Date('2040-05-06T00:00:00Z');
    const origin = await serve({ to });
    const { outcome, found, goesOn, facts } = await checked(`${origin}/api/FHIR/R4`);
    expect({ outcome, found, goesOn }).toEqual({
      outcome: 'passed',
      found: [
        `Connected to ${origin} with TLSv1.3.`,
        matching(
          /^Certificate for localhost, issued by A trusted authority, valid from \d{4}-\d\d-\d\d to 2040-05-06\.$/,
        ),
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

  it('warns of a certificate that expires within three weeks, but not of a later one', async () => {
    const origin = await serve({ to: new Date('2040-05-30T00:00:00Z') });
    const soon = await checked(origin, { now: Date.parse('2040-05-10T12:00:00Z') });
    expect(soon).toMatchObject({
      outcome: 'warning',
      goesOn: true,
      causes: [{ cause: `The certificate of ${origin} expires in 19 days.` }],
    });
    expect(await checked(origin, { now: Date.parse('2040-05-08T00:00:00Z') })).toMatchObject({
      outcome: 'passed',
    });
  });

  it('warns if NODE_TLS_REJECT_UNAUTHORIZED turns off the certificate check', async () => {
    const origin = await serve();
    expect(await checked(origin, { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })).toMatchObject({
      outcome: 'warning',
      causes: [{ cause: matching(/^NODE_TLS_REJECT_UNAUTHORIZED=0/) }],
    });
  });
});

describe('the step Connection, with an untrusted certificate,', () => {
  const middle = issueCertificate({ name: 'Intermediate', issuer: authority, isAuthority: true });
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
    'has expired': {
      certificate: { to: new Date('2020-02-03T00:00:00Z'), from: new Date('2019-02-03T00:00:00Z') },
      code: 'CERT_HAS_EXPIRED',
      cause: /expired on 2020-02-03/,
      remedy: /Ask the site to renew it/,
    },
    'is not valid yet': {
      certificate: { from: new Date(Date.now() + DAY_MS) },
      code: 'CERT_NOT_YET_VALID',
      cause: /This machine's clock/,
      remedy: /NTP/,
    },
    'is for another host': {
      certificate: { name: 'other.example', hosts: ['other.example'] },
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      cause: /is for other\.example, not for localhost/,
      remedy: /host name from the site/,
    },
    'lacks the intermediate certificate': {
      certificate: { issuer: middle },
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      cause: /without the intermediate certificate of Intermediate/,
      remedy: /send the whole chain/,
    },
    'is self-signed': {
      certificate: { issuer: null },
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      cause: /self-signed/,
      remedy: /NODE_EXTRA_CA_CERTS/,
    },
    'comes from an inspecting proxy': {
      certificate: { issuer: foreign },
      chain: [foreign],
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      cause: /inspects TLS/,
      remedy: /NODE_EXTRA_CA_CERTS.*NODE_USE_SYSTEM_CA/,
    },
  };

  it.each(Object.entries(faults))('explains a certificate that %s', async (_what, fault) => {
    const origin = await serve(fault.certificate, fault.chain);
    const { outcome, found, causes, goesOn } = await checked(origin);
    expect({ outcome, gist: found[0], goesOn }).toEqual({
      outcome: 'failed',
      gist: `The certificate of ${origin} is not trusted (${fault.code}).`,
      goesOn: false,
    });
    expect(causes[0]?.cause).toMatch(fault.cause);
    expect(causes[0]?.remedy).toMatch(fault.remedy);
  });

  it('accepts a certificate with its whole chain', async () => {
    const origin = await serve({ issuer: middle }, [middle]);
    const { outcome, found } = await checked(origin);
    expect([outcome, found[1]]).toEqual(['passed', matching(/issued by Intermediate/)]);
  });
});

describe('the step Connection, without a connection,', () => {
  it('names a wrong EPIC_BASE_URL first if nothing listens', async () => {
    const origin = await unusedOrigin();
    const { outcome, found, causes } = await checked(origin);
    expect([outcome, found[0]]).toEqual(['failed', `Could not connect to ${origin} (ECONNREFUSED).`]);
    expect(causes[0]?.cause).toContain('EPIC_BASE_URL');
  });

  it('names an ignored proxy first, without its URL', async () => {
    const origin = await unusedOrigin();
    const { causes } = await checked(origin, { env: { https_proxy: 'http://user:MARKED@proxy' } });
    expect(causes[0]?.cause).toContain('https_proxy is set');
    expect(JSON.stringify(causes)).not.toContain('MARKED');
  });

  it.each([
    [
      'does not use TLS',
      (socket: { end: (text: string) => void }) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    ],
    ['closes the connection', (socket: { end: (text: string) => void }) => socket.end('')],
  ])('explains a server that %s', async (_what, handler) => {
    const server = await startTcpServer(handler);
    close = () => server.close();
    const { outcome, found, causes } = await checked(server.origin.replace('http:', 'https:'));
    expect(outcome).toBe('failed');
    expect(found[0]).toMatch(/accepts connections, but the TLS handshake failed \(E\w+\)/);
    expect(causes.map(({ cause }) => cause).join()).toMatch(/does not use TLS/);
  });

  it('explains a server that sends nothing, within the timeout of one request', async () => {
    const server = await startTcpServer(() => {});
    close = () => server.close();
    const site = siteOf({ baseUrl: server.origin.replace('http:', 'https:') });
    const limits = { ...site.limits, timeoutMs: 100 };
    const { finding } = await checkConnection({ ...site, limits }, { env: {}, now: Date.now });
    expect(finding.found[0]).toMatch(/TLS handshake failed \(ETIMEDOUT\)/);
  });
});
