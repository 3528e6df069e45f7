/** `npm run doctor`: examines the connection to the FHIR server step by step, and says of each what came back and what to do. */
import { existsSync } from 'node:fs';
import { styleText } from 'node:util';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { ConfigError } from '../config/config.ts';
import { createKeyConnection } from '../config/connection.ts';
import { readEnvFile } from '../config/env-file.ts';
import type { ConfigurationSources, EmbeddedServer } from './configuration.ts';
import { examine } from './examination.ts';
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

const WIDEST = 110;
const CLEAR_LINE = '\r\u001b[K';

/** Started if the environment names no FHIR server. */
const sandboxes: Sandbox[] = [];

const style: TextStyle = {
  paint: (format, text) => styleText(format, text, { stream: process.stdout }),
  width: Math.min(process.stdout.columns ?? WIDEST, WIDEST),
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
  // A pending DNS lookup would keep the process, so it exits as soon as its output is written.
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

/** Reads .env. A file that cannot be read is a finding, and no reason to stop. */
function readFile(): Pick<ConfigurationSources, 'fileNames' | 'problems'> {
  try {
    return { fileNames: readEnvFile(), problems: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { fileNames: [], problems: error.problems };
    throw error;
  }
}

async function openSandbox(): Promise<EmbeddedServer> {
  const sandbox = await startSandbox();
  sandboxes.push(sandbox);
  return {
    connection: createKeyConnection({ baseUrl: sandbox.baseUrl, ...sandbox.credentials }),
    panel: { kind: 'list', identifier: sandbox.panels.list },
    mrnSystem: sandbox.mrnSystem,
  };
}
