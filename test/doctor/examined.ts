/** Runs the doctor on a server, as the program does, and gives what it would say. */
import type { EmbeddedServer } from '../../src/doctor/configuration.ts';
import { type ExaminationOptions, examine } from '../../src/doctor/examination.ts';
import type { Cause, StepName, StepReport } from '../../src/doctor/finding.ts';
import { reportInJson, stepInWords, summary, type TextStyle } from '../../src/doctor/report.ts';
import { pkcs8 } from '../config/key-material.ts';
import type { FhirServer } from '../support/gateway.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Examined {
  readonly reports: readonly StepReport[];
  step(name: StepName): StepReport;
  /** All that leaves the doctor, in words and as JSON. */
  readonly said: string;
}

export const PLAIN: TextStyle = { paint: (_format, text) => text, width: 100 };

/** The environment that names a server, with what is given on top; undefined takes a variable away. */
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
    fileNames: [],
    problems: [],
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
    said: words + reportInJson(reports),
    step(name) {
      const report = reports.find(({ step }) => step === name);
      if (report === undefined) throw new Error(`There is no step ${name}.`);
      return report;
    },
  };
}

/** What a step says is the cause, first to last. */
export function causesOf({ causes }: Pick<StepReport, 'causes'>): string[] {
  return causes.map(({ cause }: Cause) => cause);
}

/** The outcome of each step, in their order. */
export function outcomesOf({ reports }: Examined): Record<string, string> {
  return Object.fromEntries(reports.map(({ step, outcome }) => [step, outcome]));
}

async function noSandbox(): Promise<EmbeddedServer> {
  throw new Error('The environment names a server.');
}
