/** Runs all checks of signing in with SMART App Launch (`--launch`). */
import type { SmartAudience } from '../../config/sign-in-urls.ts';
import { isObject } from '../../fhir/lenient-read.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { createSmartClients } from '../../smart/smart-client.ts';
import { checkReachability, conduct, type Examination, type ExaminationOptions } from '../examination.ts';
import { skipped, type StepReport } from '../finding.ts';
import { checkKeySet, UNKNOWN_KEY_SET } from '../key-set.ts';
import { REFUSAL_CODES } from '../token-request.ts';
import { checkApp } from './app.ts';
import { checkAccess, checkExchange, checkPersonRead, checkRevocation } from './granted-access.ts';
import { checkIdTokenKeys } from './id-token-keys.ts';
import { checkPkce, checkRedirect } from './redirect.ts';
import { checkSignIn, type Operator } from './sign-in.ts';
import { checkSignInServer } from './sign-in-server.ts';
import { checkSignInSettings, SANDBOX_SIGN_IN } from './sign-in-settings.ts';

export interface LaunchOptions extends ExaminationOptions {
  /** Null for clinicians if their app is configured, otherwise patients. */
  readonly audience: SmartAudience | null;
  /** Null to check only what needs no person. */
  readonly operator: Operator | null;
}

/** Returns a report for every step, including the skipped ones. Writes nothing but what signing in leaves at the server. */
export function examineLaunch(options: LaunchOptions): Promise<readonly StepReport[]> {
  return conduct({ ...options, sandboxSignIn: SANDBOX_SIGN_IN }, (examination) =>
    checkLaunch(examination, options),
  );
}

async function checkLaunch(examination: Examination, options: LaunchOptions): Promise<void> {
  const { run, site: configuration, tools } = examination;
  const { key, connection } = await checkReachability(examination);
  const settings = await run('settings', { configuration }, (found) =>
    checkSignInSettings(found.configuration, options),
  );
  const server = await run('server', { configuration, connection, settings }, (found) =>
    checkSignInServer(found.configuration, found.settings, tools),
  );
  await run('id-token-keys', { server }, (found) => checkIdTokenKeys(found.server, tools));
  const needed = { configuration, settings, server, key };
  const keySet = await run('key-set', { configuration, settings, key }, (found) =>
    found.settings.smart.clientAuthentication === 'none'
      ? skipped('SMART_CLIENT_AUTH=none needs no key set.', UNKNOWN_KEY_SET)
      : checkKeySet(found.configuration, found.key, tools),
  );
  await run('app', needed, (found) =>
    checkApp(found.configuration, found.settings, found.key, tools, {
      server: found.server,
      keySet: keySet ?? UNKNOWN_KEY_SET,
    }),
  );

  const recorder = createRecorder(tools.http);
  const clients =
    configuration === null || settings === null || key === null || server === null
      ? null
      : await createSmartClients({
          settings: settings.smart,
          connection: configuration.connection,
          http: recorder.http,
          now: tools.now,
        });
  const app = settings === null ? null : (clients?.[settings.audience] ?? null);
  const redirect = await run('redirect', { ...needed, app }, (found) =>
    checkRedirect(found.settings, found.app, tools),
  );
  await run('pkce', { settings, redirect }, (found) => checkPkce(found.redirect, found.settings, tools));
  const callback = await run('callback', { ...needed, app, redirect }, (found) =>
    options.operator === null
      ? skipped('Needs a person, who does not sign in (--no-sign-in).')
      : checkSignIn(
          found.settings,
          found.configuration.connection.baseUrl,
          found.app,
          options.operator,
          tools,
        ),
  );
  const exchange = await run('exchange', { ...needed, app, callback }, (found) =>
    checkExchange(found.configuration, found.app, found.callback, tools, recorder.refusal),
  );
  await run('access', { settings, exchange }, (found) => checkAccess(found.settings, found.exchange));
  await run('person-read', { configuration, exchange }, (found) =>
    checkPersonRead(found.configuration, found.exchange, tools),
  );
  const revocation = await run('revocation', { server, app, exchange }, (found) =>
    checkRevocation(found.app, found.exchange, found.server.revocationEndpoint !== null, () =>
      recorder.statusesOf(found.server.revocationEndpoint ?? ''),
    ),
  );
  // Past the time limit the step is skipped, but the tokens must not stay valid.
  if (exchange !== null && revocation === null) await app?.revoke(exchange.tokens);
}

interface Recorder {
  readonly http: HttpClient;
  /** Returns the error code of the last response that had one. */
  readonly refusal: () => string | null;
  /** Returns the statuses of the responses of a URL. */
  readonly statusesOf: (url: string) => readonly number[];
}

/** Records the statuses and error codes of responses, which the errors of a sign-in leave out. */
function createRecorder(http: HttpClient): Recorder {
  const statuses: { readonly url: string; readonly status: number }[] = [];
  let refusal: string | null = null;
  return {
    http: {
      async send(request) {
        const response = await http.send(request);
        statuses.push({ url: request.url, status: response.status });
        const { json } = response;
        const named = isObject(json) ? json['error'] : undefined;
        refusal = REFUSAL_CODES.find((code) => code === named) ?? refusal;
        return response;
      },
      close: () => http.close(),
    },
    refusal: () => refusal,
    statusesOf: (url) => statuses.filter((one) => one.url === url).map(({ status }) => status),
  };
}
