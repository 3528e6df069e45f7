/** Runs the checks of signing in as the doctor does, with a person who signs in at the sandbox. */
import type { PersonId, Sandbox } from 'epic-fhir-sandbox';
import { loadConfig } from '../../../src/config/config.ts';
import { readConfiguration } from '../../../src/doctor/configuration.ts';
import type { StepName, StepReport } from '../../../src/doctor/finding.ts';
import { examineLaunch, type LaunchOptions } from '../../../src/doctor/launch/launch-examination.ts';
import type { Operator } from '../../../src/doctor/launch/sign-in.ts';
import { reportInJson, stepInWords, summary } from '../../../src/doctor/report.ts';
import { smartEnv } from '../../config/environment.ts';
import { type Examined, envOf, PLAIN, type Variables } from '../examined.ts';
import type { FhirServer } from '../../support/gateway.ts';

export const CLIENT_ID = 'clinicians';
/** A gateway that the browser reaches, but the doctor is not. */
export const REDIRECT_URL = 'https://gw.example.org/auth/callback';
const RETURN_URL = 'https://app.example.org/chart';

/** Returns the environment of a gateway at which clinicians sign in, with changes. */
export function launchEnv(server: FhirServer, variables: Variables = {}): Variables {
  return envOf(
    server,
    smartEnv({
      SMART_CLIENT_ID: CLIENT_ID,
      SMART_SCOPES: 'openid fhirUser offline_access user/*.rs',
      SMART_REDIRECT_URL: REDIRECT_URL,
      SMART_RETURN_URLS: RETURN_URL,
      ...variables,
    }),
  );
}

/** Returns an operator who opens the printed URL, and pastes where the browser then is. */
export function operatorWho(signIn: (url: string) => string | null): Operator & { readonly said: string[] } {
  const said: string[] = [];
  let pasted: (string | null)[] = [];
  return {
    said,
    say(text) {
      said.push(text);
      const [, url] = text.split('\n\n');
      pasted = url === undefined ? pasted : [signIn(url)];
    },
    readSecretLine: async () => pasted.shift() ?? null,
  };
}

/** Returns an operator who signs in as a person of the sandbox. */
export function signedInAs(sandbox: Sandbox, person: PersonId, patient?: string) {
  return operatorWho((url) => sandbox.signIn(url, person, patient === undefined ? {} : { patient }));
}

export async function examinedLaunch(
  env: Variables,
  operator: Operator | null,
  options: Partial<LaunchOptions> = {},
): Promise<Examined> {
  const reports = await examineLaunch({
    env,
    configuration: readConfiguration(() => loadConfig(env)),
    siteId: null,
    readFrom: 'the environment',
    keySetUrl: null,
    timeoutMs: 60_000,
    openSandbox: () => Promise.reject(new Error('The environment names a server.')),
    onStart: () => {},
    onReport: () => {},
    audience: null,
    operator,
    ...options,
  });
  const words = reports.map((report) => stepInWords(report, PLAIN)).join('') + summary(reports, PLAIN);
  return {
    reports,
    output: words + reportInJson(reports, null),
    step(name: StepName): StepReport {
      const report = reports.find(({ step }) => step === name);
      if (report === undefined) throw new Error(`The doctor reported no step ${name}.`);
      return report;
    },
  };
}
