/** Whether the server can be connected to, and whether its certificate is trusted, and for how long yet. */
import { tokenUrlOf } from '../config/authentication.ts';
import type { Subject } from './configuration.ts';
import { type Certificate, type Probe, probe } from './probe.ts';
import { type Cause, type Checked, type Fact, failed, finding } from './step.ts';

export interface ConnectionCheck {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
/** How long before its end a certificate that nobody has replaced is told of: sites replace them weeks before. */
const SOON_DAYS = 21;

interface Probed {
  readonly origin: string;
  readonly outcome: Probe;
}

export async function checkConnection(
  { connection, limits }: Subject,
  check: ConnectionCheck,
): Promise<Checked<true>> {
  const { baseUrl, authentication } = connection;
  const tokenUrl = tokenUrlOf(authentication);
  const urls = [baseUrl, ...(tokenUrl === null ? [] : [tokenUrl])];
  const origins = [...new Set(urls.map((url) => new URL(url).origin))];
  const probed = await Promise.all(
    origins.map(async (origin) => ({
      origin,
      outcome: await probe(origin, Math.min(limits.timeoutMs, 10_000)),
    })),
  );
  const tried = `connect to ${origins.join(' and ')}, and send nothing`;
  const facts = { connections: probed.map(factsOf) };
  const faults = probed.flatMap((one) => causesOf(one, check));
  const found: [string, ...string[]] = [
    probed.map((one) => gistOf(one)).join('; '),
    ...probed.flatMap(({ outcome }) => detailsOf(outcome)),
  ];
  if (faults.length > 0) {
    return { finding: failed({ tried, found, causes: faults, facts }), value: null };
  }
  const causes = [...probed.flatMap((one) => endsSoon(one, check.now())), ...unchecked(check.env)];
  return { finding: finding({ tried, found, causes, facts }), value: true };
}

function gistOf({ origin, outcome }: Probed): string {
  switch (outcome.kind) {
    case 'plain':
      return `Connected, without TLS, which loopback does not need`;
    case 'unreachable':
      return outcome.isTls
        ? `${origin} is there, but TLS came to nothing (${outcome.code})`
        : `No connection to ${origin} (${outcome.code})`;
    case 'secure':
      return outcome.fault === null
        ? `${outcome.protocol}, with a certificate that is good until ${day(outcome.certificate)}`
        : `The certificate of ${origin} is not trusted (${outcome.fault})`;
  }
}

function detailsOf(outcome: Probe): string[] {
  if (outcome.kind !== 'secure' || outcome.certificate === null) return [];
  const { subject, issuer, validFrom } = outcome.certificate;
  return [`The certificate is for ${subject}, from ${issuer}, since ${validFrom.slice(0, 10)}.`];
}

function day(certificate: Certificate | null): string {
  return certificate?.validTo.slice(0, 10) ?? 'some day';
}

/** The likely causes of what a probe has met with; none where all is well. */
export function causesOf({ origin, outcome }: Probed, { env }: ConnectionCheck): Cause[] {
  if (outcome.kind === 'plain' || (outcome.kind === 'secure' && outcome.fault === null)) return [];
  if (outcome.kind === 'secure') return certificateCauses(outcome.fault ?? '', outcome.certificate, origin);
  const causes = outcome.isTls ? TLS_CAUSES : (TCP_CAUSES[outcome.code] ?? [FIREWALL, WRONG_PORT]);
  return [...proxied(env), ...causes];
}

/** What a server that is not to be reached is most often behind of. */
const FIREWALL: Cause = {
  cause: 'A firewall, or the lack of a VPN, is in the way.',
  remedy:
    'Ask the network team to let this machine out to the host and port above; run this where the gateway will run.',
};
const WRONG_PORT: Cause = {
  cause: 'Host or port in EPIC_BASE_URL (or EPIC_TOKEN_URL) is not the right one.',
  remedy: 'Compare it with what the site gave you, or with open.epic.com/MyApps/Endpoints.',
};
const SERVER_DOWN: Cause = {
  cause: 'The server is down, or does not listen there.',
  remedy: 'Ask the site; try again later.',
};
const TCP_CAUSES: Readonly<Record<string, readonly Cause[]>> = {
  ECONNREFUSED: [WRONG_PORT, SERVER_DOWN, FIREWALL],
  ETIMEDOUT: [FIREWALL, SERVER_DOWN, WRONG_PORT],
  EHOSTUNREACH: [FIREWALL, WRONG_PORT],
  ENETUNREACH: [
    {
      cause:
        'This machine, or this container, has no way into that network; with IPv6 addresses often none at all.',
      remedy: 'Look at its routes, and at its egress rules.',
    },
    FIREWALL,
  ],
};
const TLS_CAUSES: readonly Cause[] = [
  {
    cause:
      'A proxy or firewall cuts the connection when it sees the name of the host (ECONNRESET says so most often).',
    remedy: 'Ask the network team to let the host through without inspection.',
  },
  {
    cause: 'The port does not speak TLS.',
    remedy: 'Look at the port in EPIC_BASE_URL.',
  },
  {
    cause:
      'The server speaks TLS 1.1 or older only, or wants a client certificate, which this gateway does not have.',
    remedy: 'Ask the site for an endpoint with TLS 1.2 or newer and without client certificates.',
  },
];

/** got goes straight to the server: a proxy that is configured for others is not used. */
function proxied(env: ConnectionCheck['env']): Cause[] {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter(
    (name) => (env[name] ?? '') !== '',
  );
  return names.length === 0
    ? []
    : [
        {
          cause: `This network wants a proxy (${names.join(', ')} is set), and the gateway goes straight to the server.`,
          remedy: 'Let the gateway out directly, or by a transparent proxy.',
        },
      ];
}

const OWN_AUTHORITY: Cause = {
  cause:
    'A proxy in between inspects TLS with a certificate of its own, or the site has an authority of its own.',
  remedy:
    'Set NODE_EXTRA_CA_CERTS to a file with the certificate of that authority (PEM), or NODE_USE_SYSTEM_CA=1 where this machine trusts it.',
};

function certificateCauses(fault: string, certificate: Certificate | null, origin: string): Cause[] {
  const issuer = certificate?.issuer ?? 'nobody by name';
  switch (fault) {
    case 'CERT_HAS_EXPIRED':
      return [
        {
          cause: `The certificate ended on ${day(certificate)}.`,
          remedy: 'Tell the site, which has to renew it. There is no way around it that is safe.',
        },
        CLOCK_OFF,
      ];
    case 'CERT_NOT_YET_VALID':
      return [CLOCK_OFF, { cause: 'The certificate is not valid yet.', remedy: 'Tell the site.' }];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        {
          cause: `The certificate is for ${certificate?.subject ?? 'another host'}, not for ${new URL(origin).hostname}.`,
          remedy:
            'Use the host name that the site gives for its FHIR endpoint, and no address or alias of it.',
        },
        OWN_AUTHORITY,
      ];
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return [
        {
          cause: `The server sends its certificate without the one of ${issuer} between it and the root: browsers find that by themselves, others do not.`,
          remedy:
            'Tell the site to send the whole chain. Until then, put the missing certificate into a file and set NODE_EXTRA_CA_CERTS to it.',
        },
        OWN_AUTHORITY,
      ];
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return [
        {
          cause: 'The server has a certificate that it signed itself, as test servers have.',
          remedy:
            'Set NODE_EXTRA_CA_CERTS to a file with that certificate (PEM), if you know that it is the right one.',
        },
        OWN_AUTHORITY,
      ];
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return [OWN_AUTHORITY];
    default:
      return [
        OWN_AUTHORITY,
        {
          cause: `The certificate, from ${issuer}, is not good.`,
          remedy: 'Show the code above to the site.',
        },
      ];
  }
}

const CLOCK_OFF: Cause = {
  cause: 'The clock of this machine is wrong.',
  remedy: 'Compare date -u with the time elsewhere; have the machine follow NTP.',
};

function endsSoon({ origin, outcome }: Probed, now: number): Cause[] {
  if (outcome.kind !== 'secure' || outcome.certificate === null) return [];
  const days = Math.floor((Date.parse(outcome.certificate.validTo) - now) / DAY_MS);
  return days >= SOON_DAYS
    ? []
    : [
        {
          cause: `The certificate of ${origin} ends in ${days} days.`,
          remedy:
            'Ask the site whether it will be renewed in time: the gateway stops to work when it is not.',
        },
      ];
}

function unchecked(env: ConnectionCheck['env']): Cause[] {
  return env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
    ? [
        {
          cause:
            'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: whoever is on the way can read patient data, and the token.',
          remedy: 'Remove it. NODE_EXTRA_CA_CERTS trusts one authority instead of everybody.',
        },
      ]
    : [];
}

function factsOf({ origin, outcome }: Probed): Fact {
  if (outcome.kind !== 'secure') return { origin, ...outcome };
  const { certificate } = outcome;
  return { origin, ...outcome, certificate: certificate === null ? null : { ...certificate } };
}
