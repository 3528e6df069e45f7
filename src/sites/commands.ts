/** The commands of `npm run gateway -- sites`. */
import { readFileSync } from 'node:fs';
import { type Config, loadConfig } from '../config/config.ts';
import type { SiteConfig, SitesConfig } from '../config/sites.ts';
import { displayWidth } from '../doctor/display-width.ts';
import type { SitesCommand } from './arguments.ts';
import { readEndpoints } from './endpoints.ts';
import { formatSites, openSitesFile } from './sites-file.ts';

/** Where a command reads settings and writes its output. */
export interface SitesEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The names that a file such as `.env` added to `env`. */
  readonly envFileNames: readonly string[];
  readonly now: () => number;
  readonly writeOutput: (text: string) => void;
  readonly writeMessage: (text: string) => void;
}

/** A failure that its message explains to the operator. */
export class SitesError extends Error {
  override readonly name = 'SitesError';
}

type NamedFile = Pick<Extract<SitesCommand, { name: 'check' | 'list' }>, 'file'>;

/** @throws ConfigError with every problem of the sites file and the environment */
export function checkSites({ file }: NamedFile, environment: SitesEnvironment): void {
  const { warnings, sites } = loadSites(file, environment);
  for (const warning of warnings) environment.writeMessage(`Warning: ${warning}\n`);
  environment.writeMessage(`The sites file is valid. ${describeSites(sites)}\n`);
}

/** @throws ConfigError with every problem of the sites file and the environment */
export function listSites({ file }: NamedFile, environment: SitesEnvironment): void {
  const { sites } = loadSites(file, environment);
  const rows = Object.values(sites.byId).map(describeSite);
  environment.writeOutput(formatTable([['id', 'name', 'base URL', 'auth', 'panel', 'own issuer'], ...rows]));
  environment.writeMessage(`${describeSites(sites)}\n`);
}

/** @throws SitesError if the file is no Bundle, if no endpoint can become a site, or if the sites file cannot be changed */
export function importSites(
  { file, into, names, format }: Omit<Extract<SitesCommand, { name: 'import' }>, 'name'>,
  { now, writeOutput, writeMessage }: SitesEnvironment,
): void {
  const target = into === null ? null : openSitesFile(into);
  if (into !== null && target === null)
    throw new SitesError(`Expected a sites file in YAML or JSON, with an object \`sites\`: ${into}`);
  const options = { now: now(), names, existing: target?.known ?? new Map() };
  const { sites, known, others, leftOut, isPartial } = readEndpoints(readJson(file), options);
  const ids = Object.keys(sites);
  for (const reason of leftOut) writeMessage(`Left out: ${reason}\n`);
  if (isPartial) writeMessage('The Bundle is one page of several. Import the page of its link `next` too.\n');
  if (ids.length === 0 && known === 0)
    throw new SitesError(
      others === 0
        ? `Expected a FHIR Bundle (JSON) with active Endpoint resources in ${file}.`
        : `None of the ${count(others, 'endpoint')} in ${file} has such a name.`,
    );
  if (target === null) writeOutput(formatSites(sites, format));
  else if (ids.length > 0) target.add(sites);
  const summary = [
    `Imported ${count(ids.length, 'site')}${into === null ? '' : ` into ${into}`}, left out ${leftOut.length}.`,
    ...(known === 0 ? [] : [`Already in the file: ${known}.`]),
    ids.length === 0
      ? 'The file is unchanged.'
      : "Add clientId and a key to the file's `defaults` or to each site, then validate the file with `check`.",
  ];
  writeMessage(`${summary.join(' ')}\n`);
}

interface LoadedSites extends Pick<Config, 'warnings'> {
  readonly sites: SitesConfig;
}

function loadSites(file: string | null, { env, envFileNames }: SitesEnvironment): LoadedSites {
  const { sites, warnings } = loadConfig(file === null ? env : { ...env, SITES_FILE: file }, envFileNames);
  if (sites === null) throw new SitesError('Set SITES_FILE, or name the sites file after the command.');
  return { sites, warnings };
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new SitesError(`Expected a readable file: ${file}`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const isMarkup = text.trimStart().startsWith('<');
    throw new SitesError(`Expected JSON in ${file}${isMarkup ? ', got XML or HTML' : ''}.`);
  }
}

function describeSites({ byId, defaultId }: SitesConfig): string {
  const unnamed =
    defaultId === null
      ? 'Requests must name a site (DEFAULT_SITE is not set).'
      : `Requests that name no site reach ${defaultId}.`;
  return `${count(Object.keys(byId).length, 'site')}. ${unnamed}`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A panel can identify patients, so the row has only its kind. */
function describeSite({ id, name, sandbox, epic, panel, callers }: SiteConfig): string[] {
  return [
    id,
    name ?? '-',
    epic?.baseUrl ?? `sandbox ${sandbox}`,
    epic?.authentication.kind ?? '-',
    panel?.kind ?? 'default',
    callers?.issuers.join(', ') ?? '-',
  ];
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map((cell) => cell.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')));
  const widths = (shown[0] ?? []).map((_head, at) =>
    Math.max(...shown.map((row) => displayWidth(row[at] ?? ''))),
  );
  const pad = (cell: string, at: number): string =>
    cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell)));
  return shown.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('');
}
