/** `npm run doctor`: checks the gateway's connection to the FHIR server step by step, and explains failures. */
import { existsSync } from 'node:fs';
import { styleText } from 'node:util';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { ConfigError } from '../config/config.ts';
import { createKeyConnection } from '../config/connection.ts';
import { readEnvFile } from '../config/env-file.ts';
import type { ConfigurationSources } from './configuration.ts';
import { examine, type ExaminationOptions } from './examination.ts';
import type { StepReport } from './finding.ts';
import { DOCTOR_USAGE, type DoctorOptions, parseDoctorOptions } from './options.ts';
import {
  headline,
  progressLine,
  reportInJson,
  stepInWords,
  summary,
  type TextStyle,
  worstOutcome,
} from './report.ts';

const MAX_WIDTH = 110;
const CLEAR_LINE = '\r\u001b[K';

/** The embedded sandbox, if the environment names no FHIR server. */
const sandboxes: Sandbox[] = [];

const style: TextStyle = {
  paint: (format, text) => styleText(format, text, { stream: process.stdout }),
  width: Math.min(process.stdout.columns ?? MAX_WIDTH, MAX_WIDTH),
};

const options = parseDoctorOptions(process.argv.slice(2));
if (options === 'help') {
  process.stdout.write(DOCTOR_USAGE);
} else if ('fault' in options) {
  process.stderr.write(`${options.fault}\n\n${DOCTOR_USAGE}`);
  process.exitCode = 2;
} else {
  const reports = await run(options);
  for (const sandbox of sandboxes) await sandbox.close();
  const code = worstOutcome(reports) === 'failed' ? 1 : 0;
  // A pending DNS lookup would keep the process alive, so exit as soon as the output is written.
  process.stdout.write(options.json ? reportInJson(reports) : summary(reports, style), () =>
    process.exit(code),
  );
}

async function run({ json, keySetUrl, timeoutMs }: DoctorOptions): Promise<readonly StepReport[]> {
  const file = readFile();
  const showsProgress = !json && process.stdout.isTTY;
  if (!json) process.stdout.write(headline(style));
  return examine({
    env: process.env,
    ...file,
    readFrom: existsSync('.env') ? 'the environment and .env' : 'the environment (there is no .env here)',
    keySetUrl,
    timeoutMs,
    openSandbox,
    onStart: (step) => void (showsProgress && process.stdout.write(progressLine(step, style))),
    onReport: (report) => {
      if (!json) process.stdout.write((showsProgress ? CLEAR_LINE : '') + stepInWords(report, style));
    },
  });
}

/** Reads .env. The step Configuration reports a file that cannot be read. */
function readFile(): Pick<ConfigurationSources, 'fileNames' | 'problems'> {
  try {
    return { fileNames: readEnvFile(), problems: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { fileNames: [], problems: error.problems };
    throw error;
  }
}

async function openSandbox(): ReturnType<ExaminationOptions['openSandbox']> {
  const sandbox = await startSandbox();
  sandboxes.push(sandbox);
  return {
    connection: createKeyConnection({ baseUrl: sandbox.baseUrl, ...sandbox.credentials }),
    panel: { kind: 'list', identifier: sandbox.panels.list },
    mrnSystem: sandbox.mrnSystem,
  };
}
