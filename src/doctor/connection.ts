/** Checks DNS, TCP, TLS and certificates. */
import { getTokenUrl } from '../config/authentication.ts';
import type { CheckTools, ExaminedSite, ProcessEnvironment } from './configuration.ts';
import { type Cause, cause, type Checked, checked, compact, type Fact, failed } from './finding.ts';
import {
  isIpAddress,
  lookUpHost,
  probe,
  type Probe,
  PROBE_TIMEOUT_MS,
  type ServerCertificate,
} from './hosts.ts';

/** Returns the base URL, and the token endpoint if it is configured. */
function urlsOf({ connection: { baseUrl, authentication } }: ExaminedSite): URL[] {
  return compact<string>(baseUrl, getTokenUrl(authentication)).map((url) => new URL(url));
}

export async function checkNames(site: ExaminedSite): Promise<Checked<true>> {
  const names = [...new Set(urlsOf(site).map(({ hostname }) => hostname))];
  const hosts = await Promise.all(names.map(async (host) => ({ host, ...(await lookUpHost(host)) })));
  const tried = `looking up ${names.join(' and ')}`;
  const facts = { hosts };
  const unknown = hosts.filter(({ code }) => code !== null);
  if (unknown.length > 0) {
    const found = unknown.map(({ host, code }) => `The lookup of ${host} failed (${code}).`);
    const causes =
      unknown[0]?.code === 'EAI_AGAIN'
        ? [NO_RESOLVER, INTERNAL_NAME, MISTYPED]
        : [MISTYPED, INTERNAL_NAME, NO_RESOLVER];
    return failed({ tried, found, causes, facts });
  }
  const found = hosts.map(({ host, addresses }) =>
    isIpAddress(host)
      ? `${host} is an IP address, which needs no lookup.`
      : `${host} resolves to ${addresses.join(', ')}.`,
  );
  return checked<true>(true, { tried, found, facts });
}

const MISTYPED = cause`The host name is mistyped.
  → Compare EPIC_BASE_URL (and EPIC_TOKEN_URL) with the URL from the site, or with open.epic.com/MyApps/Endpoints.`;
const INTERNAL_NAME = cause`Only the hospital's network resolves the name, and this machine is outside it or uses another resolver.
  → Run the doctor where the gateway will run, connect the VPN, or configure the network's resolver in the container.`;
const NO_RESOLVER = cause`This machine or container cannot reach a DNS resolver.
  → Look up another name with getent hosts. Check /etc/resolv.conf and the egress rules for port 53.`;

interface ProbedOrigin {
  readonly origin: string;
  readonly outcome: Probe;
}

export async function checkConnection(
  site: ExaminedSite,
  { env, now }: Pick<CheckTools, 'env' | 'now'>,
): Promise<Checked<true>> {
  const origins = [...new Set(urlsOf(site).map(({ origin }) => origin))];
  const timeoutMs = Math.min(site.limits.timeoutMs, PROBE_TIMEOUT_MS);
  const probed = await Promise.all(
    origins.map(async (origin) => ({ origin, outcome: await probe(origin, timeoutMs) })),
  );
  const details = {
    tried: `connecting to ${origins.join(' and ')} without sending anything`,
    found: probed.flatMap(describeProbe),
    facts: { connections: probed.map(factsOf) },
  };
  const causes = probed.flatMap((one) => connectionCauses(one, env));
  if (causes.length > 0) return failed({ ...details, causes });
  const warnings = compact<Cause>(
    probed.map((one) => expiryWarning(one, now())).filter((one) => one !== null),
    env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' && UNCHECKED,
  );
  return checked<true>(true, { ...details, causes: warnings });
}

function describeProbe({ origin, outcome }: ProbedOrigin): string[] {
  if (outcome.kind === 'plain') return [`Connected to ${origin} without TLS, which is fine on loopback.`];
  if (outcome.kind === 'unreachable')
    return [
      outcome.isTls
        ? `${origin} accepts connections, but the TLS handshake failed (${outcome.code}).`
        : `Could not connect to ${origin} (${outcome.code}).`,
    ];
  const { fault, protocol, certificate } = outcome;
  return compact<string>(
    fault === null
      ? `Connected to ${origin} with ${protocol}.`
      : `The certificate of ${origin} is not trusted (${fault}).`,
    certificate !== null &&
      `Certificate for ${certificate.subject}, issued by ${certificate.issuer}, valid from ${dayOf(certificate.validFrom)} to ${dayOf(certificate.validTo)}.`,
  );
}

function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

export function expiryOf(certificate: ServerCertificate | null): string {
  return certificate === null ? 'an unknown day' : dayOf(certificate.validTo);
}

function factsOf({ origin, outcome }: ProbedOrigin): Fact {
  if (outcome.kind !== 'secure') return { origin, ...outcome };
  const { certificate } = outcome;
  return { origin, ...outcome, certificate: certificate === null ? null : { ...certificate } };
}

/** Returns the likely causes of a failed probe; none for a good one. */
export function connectionCauses(
  { origin, outcome }: ProbedOrigin,
  env: ProcessEnvironment,
): readonly Cause[] {
  if (outcome.kind === 'plain') return [];
  if (outcome.kind === 'secure')
    return outcome.fault === null ? [] : certificateCauses(outcome.fault, outcome.certificate, origin);
  const causes = outcome.isTls ? TLS_CAUSES : (TCP_CAUSES[outcome.code] ?? [FIREWALL, WRONG_PORT]);
  const proxies = PROXY_VARIABLES.filter((name) => (env[name] ?? '') !== '');
  return compact<Cause>(
    proxies.length > 0 &&
      cause`This network expects a proxy (${proxies.join(', ')} is set), but the gateway does not use one.
        → Allow direct connections from the gateway, or use a transparent proxy.`,
    causes,
  );
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

const FIREWALL = cause`A firewall blocks the connection, or the VPN is not connected.
  → Ask the network team to allow connections from this machine to the host and port above. Run the doctor where the gateway will run.`;
const WRONG_PORT = cause`The host or port in EPIC_BASE_URL (or EPIC_TOKEN_URL) is wrong.
  → Compare it with the URL from the site, or with open.epic.com/MyApps/Endpoints.`;
const SERVER_DOWN = cause`The server is down, or listens elsewhere. → Ask the site. Try again later.`;
const NO_ROUTE = cause`This machine or container has no route to that network, as is common for IPv6.
  → Check its routes and egress rules.`;
const TCP_CAUSES: Readonly<Record<string, readonly Cause[]>> = {
  ECONNREFUSED: [WRONG_PORT, SERVER_DOWN, FIREWALL],
  ETIMEDOUT: [FIREWALL, SERVER_DOWN, WRONG_PORT],
  EHOSTUNREACH: [FIREWALL, WRONG_PORT],
  ENETUNREACH: [NO_ROUTE, FIREWALL],
};
const TLS_CAUSES: readonly Cause[] = [
  cause`A proxy or firewall closes the connection when it sees the host name, which usually shows as ECONNRESET.
    → Ask the network team to exempt the host from inspection.`,
  cause`The port does not use TLS. → Check the port in EPIC_BASE_URL.`,
  cause`The server only supports TLS 1.1 or older, or requires a client certificate, which the gateway does not have.
    → Ask the site for an endpoint with TLS 1.2 or newer and without client certificates.`,
];

const PRIVATE_AUTHORITY = cause`A proxy in between inspects TLS, or the site uses its own certificate authority.
  → Set NODE_EXTRA_CA_CERTS to a PEM file with the authority's certificate, or NODE_USE_SYSTEM_CA=1 if this machine trusts it.`;
const WRONG_CLOCK = cause`This machine's clock is wrong. → Compare date -u with another time source. Synchronize the clock by NTP.`;
const UNCHECKED = cause`NODE_TLS_REJECT_UNAUTHORIZED=0 is set, so anyone in the network path can read patient data and the token.
  → Remove it. Use NODE_EXTRA_CA_CERTS to trust one authority.`;

function certificateCauses(fault: string, certificate: ServerCertificate | null, origin: string): Cause[] {
  const { subject = 'another host', issuer = 'an unnamed party' } = certificate ?? {};
  const incompleteChain = [
    cause`The server sends its certificate without the intermediate certificate of ${issuer}. Browsers fetch it, other programs do not.
      → Ask the site to send the whole chain. Until then, set NODE_EXTRA_CA_CERTS to a file with the missing certificate.`,
    PRIVATE_AUTHORITY,
  ];
  const known: Readonly<Record<string, Cause[]>> = {
    CERT_HAS_EXPIRED: [
      cause`The certificate expired on ${expiryOf(certificate)}. → Ask the site to renew it. No safe workaround exists.`,
      WRONG_CLOCK,
    ],
    CERT_NOT_YET_VALID: [WRONG_CLOCK, cause`The certificate is not valid yet. → Tell the site.`],
    ERR_TLS_CERT_ALTNAME_INVALID: [
      cause`The certificate is for ${subject}, not for ${new URL(origin).hostname}.
        → Use the host name from the site, not an address or an alias.`,
      PRIVATE_AUTHORITY,
    ],
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: incompleteChain,
    UNABLE_TO_GET_ISSUER_CERT: incompleteChain,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: incompleteChain,
    DEPTH_ZERO_SELF_SIGNED_CERT: [
      cause`The server's certificate is self-signed, as on test servers.
        → If you know the certificate, set NODE_EXTRA_CA_CERTS to a PEM file with it.`,
      PRIVATE_AUTHORITY,
    ],
    SELF_SIGNED_CERT_IN_CHAIN: [PRIVATE_AUTHORITY],
  };
  return (
    known[fault] ?? [
      PRIVATE_AUTHORITY,
      cause`The certificate, issued by ${issuer}, is not valid. → Send the code above to the site.`,
    ]
  );
}

const DAY_MS = 86_400_000;
/** Sites replace a certificate weeks before it expires. */
const EXPIRY_WARNING_DAYS = 21;

function expiryWarning({ origin, outcome }: ProbedOrigin, now: number): Cause | null {
  if (outcome.kind !== 'secure' || outcome.certificate === null) return null;
  const days = Math.floor((Date.parse(outcome.certificate.validTo) - now) / DAY_MS);
  return days < EXPIRY_WARNING_DAYS
    ? cause`The certificate of ${origin} expires in ${days} days.
        → Ask the site to renew it in time. The gateway stops working when it expires.`
    : null;
}
