/** Whether the hosts have addresses and can be connected to, and whether their certificates are trusted, and for how long yet. */
import { getTokenUrl } from '../config/authentication.ts';
import type { CheckTools, ExaminedSite, ProcessEnvironment } from './configuration.ts';
import { type Cause, cause, type Checked, checked, type Fact, failed, present } from './finding.ts';
import {
  isIpAddress,
  lookUpHost,
  probe,
  type Probe,
  PROBE_TIMEOUT_MS,
  type ServerCertificate,
} from './hosts.ts';

/** Returns the URLs that are configured: the base URL, and the token endpoint if it is named. */
function urlsOf({ connection: { baseUrl, authentication } }: ExaminedSite): URL[] {
  return [baseUrl, getTokenUrl(authentication)].flatMap((url) => (url === null ? [] : [new URL(url)]));
}

export async function checkNames(site: ExaminedSite): Promise<Checked<true>> {
  const names = [...new Set(urlsOf(site).map(({ hostname }) => hostname))];
  const hosts = await Promise.all(names.map(async (host) => ({ host, ...(await lookUpHost(host)) })));
  const tried = `look up ${names.join(' and ')}`;
  const facts = { hosts };
  const unknown = hosts.filter(({ code }) => code !== null);
  if (unknown.length > 0) {
    const gist = unknown.map(({ host, code }) => `${host} was not found (${code})`).join('; ');
    const causes =
      unknown[0]?.code === 'EAI_AGAIN'
        ? [NO_RESOLVER, INTERNAL_NAME, MISTYPED]
        : [MISTYPED, INTERNAL_NAME, NO_RESOLVER];
    return failed({ tried, found: [`${gist}.`], causes, facts });
  }
  const found = hosts.map(({ host, addresses }) =>
    isIpAddress(host)
      ? `${host} is an address, which needs no looking up`
      : `${host} is ${addresses.join(', ')}`,
  );
  return checked<true>(true, { tried, found: [found.join('; ')], facts });
}

const MISTYPED = cause`The host name is mistyped.
  → Compare EPIC_BASE_URL (and EPIC_TOKEN_URL) with what the site gave you, or with open.epic.com/MyApps/Endpoints.`;
const INTERNAL_NAME = cause`The name is known inside the hospital's network only, and this machine is not in it, or has another resolver.
  → Run this where the gateway will run; connect the VPN; give the container the resolver of the network.`;
const NO_RESOLVER = cause`No resolver answers: this machine, or this container, has no way to DNS.
  → Try getent hosts with another name here; look at /etc/resolv.conf, and at the egress rules for port 53.`;

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
    tried: `connect to ${origins.join(' and ')}, and send nothing`,
    found: [probed.map(describeProbe).join('; '), ...probed.flatMap(describeCertificates)] as const,
    facts: { connections: probed.map(factsOf) },
  };
  const causes = probed.flatMap((one) => connectionCauses(one, env));
  if (causes.length > 0) return failed({ ...details, causes });
  const warnings = present<Cause>(
    probed.flatMap((one) => endsSoon(one, now())),
    env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' && UNCHECKED,
  );
  return checked<true>(true, { ...details, causes: warnings });
}

function describeProbe({ origin, outcome }: ProbedOrigin): string {
  switch (outcome.kind) {
    case 'plain':
      return `Connected, without TLS, which loopback does not need`;
    case 'unreachable':
      return outcome.isTls
        ? `${origin} is there, but TLS came to nothing (${outcome.code})`
        : `No connection to ${origin} (${outcome.code})`;
    case 'secure':
      return outcome.fault === null
        ? `${outcome.protocol}, with a certificate that is good until ${endOf(outcome.certificate)}`
        : `The certificate of ${origin} is not trusted (${outcome.fault})`;
  }
}

function describeCertificates({ outcome }: ProbedOrigin): string[] {
  if (outcome.kind !== 'secure' || outcome.certificate === null) return [];
  const { subject, issuer, validFrom } = outcome.certificate;
  return [`The certificate is for ${subject}, from ${issuer}, since ${validFrom.slice(0, 10)}.`];
}

/** Returns the day on which a certificate ends. */
export function endOf(certificate: ServerCertificate | null): string {
  return certificate?.validTo.slice(0, 10) ?? 'some day';
}

function factsOf({ origin, outcome }: ProbedOrigin): Fact {
  if (outcome.kind !== 'secure') return { origin, ...outcome };
  const { certificate } = outcome;
  return { origin, ...outcome, certificate: certificate === null ? null : { ...certificate } };
}

/** Returns the likely causes of a failed probe; none if all is well. */
export function connectionCauses(
  { origin, outcome }: ProbedOrigin,
  env: ProcessEnvironment,
): readonly Cause[] {
  if (outcome.kind === 'plain') return [];
  if (outcome.kind === 'secure')
    return outcome.fault === null ? [] : certificateCauses(outcome.fault, outcome.certificate, origin);
  const causes = outcome.isTls ? TLS_CAUSES : (TCP_CAUSES[outcome.code] ?? [FIREWALL, WRONG_PORT]);
  return [...ignoredProxies(env), ...causes];
}

const FIREWALL = cause`A firewall, or the lack of a VPN, is in the way.
  → Ask the network team to let this machine out to the host and port above; run this where the gateway will run.`;
const WRONG_PORT = cause`Host or port in EPIC_BASE_URL (or EPIC_TOKEN_URL) is not the right one.
  → Compare it with what the site gave you, or with open.epic.com/MyApps/Endpoints.`;
const SERVER_DOWN = cause`The server is down, or does not listen there. → Ask the site; try again later.`;
const NO_ROUTE = cause`This machine, or this container, has no way into that network; with IPv6 addresses often none at all.
  → Look at its routes, and at its egress rules.`;
const TCP_CAUSES: Readonly<Record<string, readonly Cause[]>> = {
  ECONNREFUSED: [WRONG_PORT, SERVER_DOWN, FIREWALL],
  ETIMEDOUT: [FIREWALL, SERVER_DOWN, WRONG_PORT],
  EHOSTUNREACH: [FIREWALL, WRONG_PORT],
  ENETUNREACH: [NO_ROUTE, FIREWALL],
};
const TLS_CAUSES: readonly Cause[] = [
  cause`A proxy or firewall cuts the connection when it sees the name of the host (ECONNRESET says so most often).
    → Ask the network team to let the host through without inspection.`,
  cause`The port does not speak TLS. → Look at the port in EPIC_BASE_URL.`,
  cause`The server speaks TLS 1.1 or older only, or wants a client certificate, which this gateway does not have.
    → Ask the site for an endpoint with TLS 1.2 or newer and without client certificates.`,
];

/** got goes straight to the server: a proxy that is configured for others is not used. */
function ignoredProxies(env: ProcessEnvironment): Cause[] {
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  const names = proxies.filter((name) => (env[name] ?? '') !== '');
  return present<Cause>(
    names.length > 0 &&
      cause`This network wants a proxy (${names.join(', ')} is set), and the gateway goes straight to the server.
        → Let the gateway out directly, or by a transparent proxy.`,
  );
}

const OWN_AUTHORITY = cause`A proxy in between inspects TLS with a certificate of its own, or the site has an authority of its own.
  → Set NODE_EXTRA_CA_CERTS to a file with the certificate of that authority (PEM), or NODE_USE_SYSTEM_CA=1 where this machine trusts it.`;
const CLOCK_OFF = cause`The clock of this machine is wrong.
  → Compare date -u with the time elsewhere; have the machine follow NTP.`;
const UNCHECKED = cause`NODE_TLS_REJECT_UNAUTHORIZED=0 is set: whoever is on the way can read patient data, and the token.
  → Remove it. NODE_EXTRA_CA_CERTS trusts one authority instead of everybody.`;

function certificateCauses(fault: string, certificate: ServerCertificate | null, origin: string): Cause[] {
  const { subject = 'another host', issuer = 'nobody by name' } = certificate ?? {};
  switch (fault) {
    case 'CERT_HAS_EXPIRED':
      return [
        cause`The certificate ended on ${endOf(certificate)}.
          → Tell the site, which has to renew it. There is no way around it that is safe.`,
        CLOCK_OFF,
      ];
    case 'CERT_NOT_YET_VALID':
      return [CLOCK_OFF, cause`The certificate is not valid yet. → Tell the site.`];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        cause`The certificate is for ${subject}, not for ${new URL(origin).hostname}.
          → Use the host name that the site gives for its FHIR endpoint, and no address or alias of it.`,
        OWN_AUTHORITY,
      ];
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return [
        cause`The server sends its certificate without the one of ${issuer} between it and the root: browsers find that by themselves, others do not.
          → Tell the site to send the whole chain. Until then, put the missing certificate into a file and set NODE_EXTRA_CA_CERTS to it.`,
        OWN_AUTHORITY,
      ];
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return [
        cause`The server has a certificate that it signed itself, as test servers have.
          → Set NODE_EXTRA_CA_CERTS to a file with that certificate (PEM), if you know that it is the right one.`,
        OWN_AUTHORITY,
      ];
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return [OWN_AUTHORITY];
    default:
      return [
        OWN_AUTHORITY,
        cause`The certificate, from ${issuer}, is not good. → Show the code above to the site.`,
      ];
  }
}

const DAY_MS = 86_400_000;
/** Sites replace a certificate weeks before its end. */
const SOON_DAYS = 21;

function endsSoon({ origin, outcome }: ProbedOrigin, now: number): Cause[] {
  if (outcome.kind !== 'secure' || outcome.certificate === null) return [];
  const days = Math.floor((Date.parse(outcome.certificate.validTo) - now) / DAY_MS);
  return present<Cause>(
    days < SOON_DAYS &&
      cause`The certificate of ${origin} ends in ${days} days.
        → Ask the site whether it will be renewed in time: the gateway stops to work when it is not.`,
  );
}
