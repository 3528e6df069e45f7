/** `npm run doctor`: checks the gateway's connection to its FHIR servers step by step, and explains failures. */
import { existsSync } from 'node:fs';
import { styleText } from 'node:util';
import { loadConfig } from '../config/config.ts';
import { readEnvFile } from '../config/env-file.ts';
import { readSiteEnvironments } from '../config/sites.ts';
import { startEmbeddedSandbox } from '../epic/embedded-sandbox.ts';
import { checkSitesFile, readConfiguration, type ReadConfiguration } from './configuration.ts';
import { examine, type ExaminationOptions } from './examination.ts';
import { type StepOutcome, STEP_TITLES } from './finding.ts';
import { examineLaunch } from './launch/launch-examination.ts';
import { createOperator } from './launch/terminal-operator.ts';
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
import { chooseSite, examineSites, NO_SITES_FILE } from './site-examinations.ts';
import { sitesInJson, sitesInWords, type SitesReport, worstOutcomeOf } from './sites-report.ts';

const MAX_WIDTH = 110;
const CLEAR_LINE = '\r\u001b[K';

const style: TextStyle = {
  paint: (format, text) => styleText(format, text, { stream: process.stdout }),
  width: Math.min(process.stdout.columns ?? MAX_WIDTH, MAX_WIDTH),
};

const parsed = parseDoctorOptions(process.argv.slice(2));
if (parsed === 'help') process.stdout.write(DOCTOR_USAGE);
else if ('fault' in parsed) reject(`${parsed.fault}\n\n${DOCTOR_USAGE}`);
else await run(parsed);

function reject(fault: string): void {
  process.stderr.write(fault);
  process.exitCode = 2;
}

async function run(chosen: DoctorOptions): Promise<void> {
  const configuration = readConfiguration(() => loadConfig(process.env, readEnvFile()));
  const { SITES_FILE = '' } = process.env;
  const path = SITES_FILE.trim() === '' ? null : SITES_FILE.trim();
  const { sites } = chosen;
  if (sites === 'all') {
    if (path === null) reject(`${NO_SITES_FILE.fault}\n`);
    else await checkAll(configuration, path, chosen);
  } else if ('config' in configuration) {
    const choice = chooseSite(configuration.config.sites, sites);
    if ('fault' in choice) reject(`${choice.fault}\n`);
    else await checkOne(configuration, path, { ...chosen, siteId: choice.siteId });
  } else if (sites === 'default' && path !== null) {
    // Without a valid file, there is no site to continue with.
    await checkAll(configuration, path, chosen);
  } else {
    await checkOne(configuration, path, { ...chosen, siteId: sites === 'default' ? null : sites.id });
  }
}

async function checkOne(
  configuration: ReadConfiguration,
  path: string | null,
  { json, siteId, launch, ...limits }: DoctorOptions & { readonly siteId: string | null },
): Promise<void> {
  const showsProgress = !json && process.stdout.isTTY;
  if (!json) process.stdout.write(headline(describeSite(configuration, siteId), style));
  const options: ExaminationOptions = {
    ...limits,
    configuration,
    siteId,
    env: siteId === null || path === null ? process.env : readSiteEnvironments(path, process.env)(siteId),
    readFrom: describeSources(path),
    openSandbox: startEmbeddedSandbox,
    onStart: (step) => void (showsProgress && process.stdout.write(progressLine(STEP_TITLES[step], style))),
    onReport: (report) => {
      if (!json) process.stdout.write((showsProgress ? CLEAR_LINE : '') + stepInWords(report, style));
    },
  };
  const reports =
    launch === null
      ? await examine(options)
      : await examineLaunch({
          ...options,
          audience: launch.audience,
          operator: launch.signsIn ? createOperator(json ? process.stderr : process.stdout, style) : null,
        });
  finish(json ? reportInJson(reports, siteId) : summary(reports, style), worstOutcome(reports));
}

async function checkAll(
  configuration: ReadConfiguration,
  path: string,
  { json, launch: _never, ...limits }: DoctorOptions,
): Promise<void> {
  const readFrom = describeSources(path);
  const whole = { step: 'configuration', durationMs: 0, ...checkSitesFile(configuration, readFrom) } as const;
  const showsProgress = !json && process.stdout.isTTY;
  const count = countSites(configuration);
  if (!json) process.stdout.write(headline('the sites of SITES_FILE', style));
  const report: SitesReport = {
    configuration: whole,
    sites:
      'problems' in configuration
        ? []
        : await examineSites({
            ...limits,
            config: configuration.config,
            envOf: readSiteEnvironments(path, process.env),
            readFrom,
            openSandbox: startEmbeddedSandbox,
            onSite: (done) => {
              const text = `${done} of ${count} sites`;
              if (showsProgress) process.stdout.write(CLEAR_LINE + progressLine(text, style));
            },
          }),
  };
  if (showsProgress) process.stdout.write(CLEAR_LINE);
  finish(json ? sitesInJson(report) : sitesInWords(report, style), worstOutcomeOf(report));
}

/** A pending DNS lookup would keep the process alive, so exit as soon as the output is written. */
function finish(output: string, outcome: StepOutcome): void {
  process.stdout.write(output, () => process.exit(outcome === 'failed' ? 1 : 0));
}

function describeSources(path: string | null): string {
  const file = path === null ? '' : `${path}, `;
  return existsSync('.env')
    ? `${file}the environment and .env`
    : `${file}the environment (there is no .env here)`;
}

function describeSite(configuration: ReadConfiguration, siteId: string | null): string {
  if (siteId === null) return 'the FHIR server';
  const count = countSites(configuration);
  return `the site ${siteId}${count > 1 ? ` of ${count} (--all checks every site)` : ''}`;
}

function countSites(configuration: ReadConfiguration): number {
  const sites = 'config' in configuration ? configuration.config.sites : null;
  return Object.keys(sites?.byId ?? {}).length;
}
