/** Runs the doctor as its program does. */
import { loadConfig } from '../../src/config/config.ts';
import { readConfiguration } from '../../src/doctor/configuration.ts';
import { type ExaminationOptions, examine } from '../../src/doctor/examination.ts';
import type { Cause, StepName, StepReport } from '../../src/doctor/finding.ts';
import { reportInJson, stepInWords, summary, type TextStyle } from '../../src/doctor/report.ts';
import { pkcs8 } from '../config/key-material.ts';
import type { FhirServer } from '../support/gateway.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Examined {
  readonly reports: readonly StepReport[];
  readonly step: (name: StepName) => StepReport;
  /** The whole output, as text and as JSON. */
  readonly output: string;
}

export const PLAIN: TextStyle = { paint: (_format, text) => text, width: 100 };

/** Returns the environment for a server, with changes. Undefined removes a variable. */
export function envOf({ baseUrl, credentials, mrnSystem }: FhirServer, variables: Variables = {}): Variables {
  return {
    EPIC_BASE_URL: baseUrl,
    EPIC_CLIENT_ID: credentials.clientId,
    EPIC_KEY_ID: credentials.keyId,
    EPIC_PRIVATE_KEY: pkcs8(credentials.privateKey),
    ...(mrnSystem !== undefined && { MRN_SYSTEM: mrnSystem }),
    ...variables,
  };
}

export async function examined(env: Variables, options: Partial<ExaminationOptions> = {}): Promise<Examined> {
  const reports = await examine({
    env,
    configuration: readConfiguration(() => loadConfig(env)),
    siteId: null,
    readFrom: 'the environment',
    keySetUrl: null,
    timeoutMs: 60_000,
    openSandbox: noSandbox,
    onStart: () => {},
    onReport: () => {},
    ...options,
  });
  const words = reports.map((report) => stepInWords(report, PLAIN)).join('') + summary(reports, PLAIN);
  return {
    reports,
    output: words + reportInJson(reports, null),
    step(name) {
      const report = reports.find(({ step }) => step === name);
      if (report === undefined) throw new Error(`The doctor reported no step ${name}.`);
      return report;
    },
  };
}

/** Returns the causes in order, without their remedies. */
export function causesOf({ causes }: Pick<StepReport, 'causes'>): string[] {
  return causes.map(({ cause }: Cause) => cause);
}

/** Returns the outcomes by step. */
export function outcomesOf({ reports }: Examined): Record<string, string> {
  return Object.fromEntries(reports.map(({ step, outcome }) => [step, outcome]));
}

async function noSandbox(): Promise<never> {
  throw new Error('The environment names a server, so the doctor must not start the sandbox.');
}
