/** `npm run doctor`: walks the way to the FHIR server, and says of each step what came back and what to do. */
import { existsSync } from 'node:fs';
import { styleText } from 'node:util';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { ConfigError } from '../config.ts';
import { bareConnection } from '../config/connection.ts';
import { readEnvFile } from '../config/env-file.ts';
import type { ConfigurationCheck, EmbeddedServer } from './configuration.ts';
import { examine } from './examination.ts';
import { inJson, outcomeOf } from './in-json.ts';
import { headline, type Page, stepInWords, summary, underWay } from './in-words.ts';
import { type DoctorOptions, parseOptions, USAGE } from './options.ts';
import type { StepReport } from './step.ts';

const WIDEST = 110;
const CLEAR_LINE = '\r\u001b[K';

/** Started where the environment names no FHIR server. */
const sandboxes: Sandbox[] = [];

const options = parseOptions(process.argv.slice(2));
if (options === 'help') {
  process.stdout.write(USAGE);
} else if ('fault' in options) {
  process.stderr.write(`${options.fault}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  const reports = await run(options);
  for (const sandbox of sandboxes) await sandbox.close();
  const code = outcomeOf(reports) === 'failed' ? 1 : 0;
  // A name that is still looked up would keep the process; what is written has to be out first.
  process.stdout.write(options.json ? inJson(reports) : summary(reports, pageOf()), () => process.exit(code));
}

async function run({ json, keySetUrl, timeoutMs }: DoctorOptions): Promise<readonly StepReport[]> {
  const page = pageOf();
  const file = readFile();
  const isShown = !json && process.stdout.isTTY;
  if (!json) process.stdout.write(headline(page));
  return examine({
    env: process.env,
    ...file,
    readFrom: existsSync('.env') ? 'the environment and .env' : 'the environment (there is no .env here)',
    keySetUrl,
    timeoutMs,
    openSandbox,
    onStart: (step) => void (isShown && process.stdout.write(underWay(step, page))),
    onReport: (report) => {
      if (!json) process.stdout.write((isShown ? CLEAR_LINE : '') + stepInWords(report, page));
    },
  });
}

/** A file that cannot be read is a finding, and no reason to stop. */
function readFile(): Pick<ConfigurationCheck, 'fileNames' | 'problems'> {
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
    connection: bareConnection({ baseUrl: sandbox.baseUrl, ...sandbox.credentials }),
    panel: { kind: 'list', identifier: sandbox.panels.list },
    mrnSystem: sandbox.mrnSystem,
  };
}

function pageOf(): Page {
  return {
    paint: (format, text) => styleText(format, text, { stream: process.stdout }),
    width: Math.min(process.stdout.columns ?? WIDEST, WIDEST),
  };
}
