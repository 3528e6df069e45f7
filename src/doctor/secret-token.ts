/** Whether the server gives a token for the client secret, and where not, why not. */
import { secretCredentials } from '../auth/client-credentials.ts';
import type { SecretAuthentication } from '../config/authentication.ts';
import type { Subject } from './configuration.ts';
import { UNKNOWN_KEY_SET } from './key-set.ts';
import { methodCauses, REGISTERED_FOR_KEY } from './methods.ts';
import { SECRET_PLACES } from './secret.ts';
import { type Cause, type Checked, failed, finding } from './step.ts';
import {
  ATTEMPTS,
  endpointOf,
  faultCauses,
  inWords,
  noEndpoint,
  type TokenCheck,
  type TokenGranted,
} from './token.ts';
import { type AttemptOutcome, type RefusalCode, requested } from './token-attempt.ts';
import { explain } from './token-causes.ts';
import { grantedFacts, grantedWords } from './token-granted.ts';

/** The other place for a secret, which is tried where the chosen one is refused. */
const OTHER: Readonly<Record<SecretAuthentication['kind'], SecretAuthentication['kind']>> = {
  client_secret_basic: 'client_secret_post',
  client_secret_post: 'client_secret_basic',
};

export async function checkSecretToken(
  subject: Subject,
  authentication: SecretAuthentication,
  check: TokenCheck,
): Promise<Checked<TokenGranted>> {
  const tokenUrl = endpointOf(authentication, check);
  if (tokenUrl === null) return { finding: noEndpoint(), value: null };
  const { kind, clientId, scope } = authentication;
  const tried = `POST ${tokenUrl}, as client ${clientId} with its secret ${SECRET_PLACES[kind]}`;
  const ask = async (way: SecretAuthentication): Promise<AttemptOutcome> =>
    (await requested({ tokenUrl, credentials: secretCredentials(way), scope }, check)).outcome;
  const granted = (way: SecretAuthentication, scopes: string): TokenGranted => ({
    connection: { ...subject.connection, authentication: { ...way, tokenUrl } },
    clockOffsetSeconds: 0,
    scope: scopes,
  });

  let attempts = 1;
  let outcome = await ask(authentication);
  for (; outcome.kind === 'refused' && attempts < ATTEMPTS; attempts += 1)
    outcome = await ask(authentication);
  const facts = {
    outcome: outcome.kind,
    status: outcome.kind === 'granted' ? 200 : outcome.kind === 'no-answer' ? null : outcome.status,
    error: outcome.kind === 'refused' ? outcome.code : null,
    attempts,
  };
  if (outcome.kind === 'granted') {
    return {
      finding: finding({
        tried,
        found: grantedWords(outcome.grant, attempts),
        facts: { ...facts, ...grantedFacts(outcome.grant) },
      }),
      value: granted(authentication, outcome.grant.scope),
    };
  }
  if (outcome.kind !== 'refused') {
    const causes = await faultCauses(outcome, tokenUrl, check);
    return { finding: failed({ tried, found: [inWords(outcome)], causes, facts }), value: null };
  }
  const otherWay = { ...authentication, kind: OTHER[kind] };
  const isAboutClient = outcome.code === null || ABOUT_CLIENT.has(outcome.code);
  const second = isAboutClient ? await ask(otherWay) : outcome;
  if (second.kind === 'granted') {
    return {
      finding: failed({
        tried,
        found: [inWords(outcome), 'With one thing changed a token came; the steps below go on with that.'],
        causes: [misplaced(otherWay.kind)],
        certain: true,
        facts,
      }),
      value: granted(otherWay, second.grant.scope),
    };
  }
  return {
    finding: failed({
      tried,
      found: [inWords(outcome)],
      causes: [...methodCauses(kind, check.methods), ...causesOf(outcome.code, authentication)],
      ruledOut: isAboutClient
        ? [`the place of the secret: ${SECRET_PLACES[otherWay.kind]} it is refused too`]
        : [],
      facts,
    }),
    value: null,
  };
}

/** Refusals that can come from how the client identifies itself (RFC 6749 §5.2). */
const ABOUT_CLIENT: ReadonlySet<RefusalCode> = new Set([
  'invalid_client',
  'invalid_request',
  'unauthorized_client',
]);

function misplaced(kind: SecretAuthentication['kind']): Cause {
  return {
    cause: `The server takes the secret ${SECRET_PLACES[kind]} only, and with that a token comes.`,
    remedy: `Set EPIC_AUTH=${kind}.`,
  };
}

function causesOf(code: RefusalCode | null, { scope }: SecretAuthentication): readonly Cause[] {
  if (code === 'invalid_client' || code === 'unauthorized_client')
    return [WRONG_SECRET, REGISTERED_FOR_KEY, UNKNOWN_CLIENT];
  const circumstances = {
    keySet: UNKNOWN_KEY_SET,
    keySetUrl: null,
    ahead: null,
    refused: [],
    scope,
    words: null,
  };
  return code === 'invalid_grant' ? [NOT_GRANTED] : explain(code, circumstances).causes;
}

const WRONG_SECRET: Cause = {
  cause:
    'EPIC_CLIENT_SECRET is not the secret of this client: it is mistyped, has been replaced, or has expired.',
  remedy: "Compare it with the client's registration, or make a new secret there, and set it.",
};
const UNKNOWN_CLIENT: Cause = {
  cause: 'The server does not know EPIC_CLIENT_ID, or has disabled the client.',
  remedy: 'Compare the client id above with the registration; it must allow client_credentials.',
};
const NOT_GRANTED: Cause = {
  cause: 'The client is not registered for client_credentials.',
  remedy: 'Allow that grant in its registration.',
};
