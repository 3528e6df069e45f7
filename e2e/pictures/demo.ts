/**
 * `npm run --prefix e2e demo`: makes the animation of README: start, query, explorer, chart. The terminal shows what `npm start` and curl really printed. Needs
 * Debian's ffmpeg and Chromium.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { FIRST_QUERY } from '../../src/graphql/plugins/first-query.ts';
import { openPage } from '../browser/browser.ts';
import { signInAs } from '../browser/signed-in-viewer.ts';
import { DEMO, DOCS_FOLDER } from './docs-images.ts';
import { type Programs, startPrograms } from './programs.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const FOLDER = 'reports/demo';
/** README is about 830 pixels wide on GitHub. */
const SIZE = { width: 1160, height: 690 } as const;
const MAX_BYTES = 3_000_000;
const TYPING_MS = 70;
/** Characters that appear at once. */
const TYPED_AT_ONCE = 4;
const PORT = '4000';
const LOOK = {
  viewport: SIZE,
  colorScheme: 'light',
  locale: 'en-US',
  timezoneId: 'America/Chicago',
} as const;

interface Frame {
  readonly file: string;
  readonly ms: number;
}

/** The part of the answer that the filter of the command selects. */
const ANSWER = z.object({
  data: z.object({ patients: z.array(z.record(z.string(), z.string())) }),
  extensions: z.object({ fhir: z.object({ requests: z.number() }) }),
});

const frames: Frame[] = [];

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const outputs = await recordOutputs();
const programs = await startPrograms();
try {
  await showTerminal(programs);
  await showExplorer(programs);
  await showChart(programs);
} finally {
  await programs.close();
}
encode();
const { size } = statSync(join(DOCS_FOLDER, DEMO));
const seconds = frames.reduce((sum, { ms }) => sum + ms, 0) / 1000;
process.stdout.write(
  `${DEMO}: ${Math.round(size / 1000)} kB, ${seconds.toFixed(1)} s, ${frames.length} frames\n`,
);
process.exit(size > MAX_BYTES ? 1 : 0);

/** Keeps what the window shows for a time. */
async function hold(page: Page, ms: number): Promise<void> {
  const file = `${String(frames.length).padStart(4, '0')}.png`;
  await page.screenshot({ path: join(FOLDER, file) });
  frames.push({ file, ms });
}

interface Outputs {
  readonly start: string;
  readonly command: string;
  readonly lines: readonly string[];
}

/** Does what jq does with the filter of the command. */
function filterAnswer(answer: string): readonly string[] {
  const { data, extensions } = ANSWER.parse(JSON.parse(answer));
  const { requests } = extensions.fhir;
  return [...data.patients, { requests }].map((each) => JSON.stringify(each));
}

/** Runs the two commands, and records what they print. */
async function recordOutputs(): Promise<Outputs> {
  const gateway = spawn('npm', ['start'], {
    env: { ...process.env, PORT, NO_COLOR: '1' },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(gateway, 'exit');
  try {
    let start = '';
    for await (const text of gateway.stdout.setEncoding('utf8')) {
      start += String(text);
      if (start.includes('Ctrl+C')) break;
    }
    const body = JSON.stringify({ query: FIRST_QUERY });
    const url = `localhost:${PORT}/graphql`;
    const header = 'content-type: application/json';
    const answer = execFileSync('curl', ['-s', url, '-H', header, '-d', body], { encoding: 'utf8' });
    const filter = `jq -c '.data.patients[], {requests: .extensions.fhir.requests}'`;
    return {
      start,
      command: `curl -s ${url} -H '${header}' -d '${body}' | ${filter}`,
      lines: filterAnswer(answer),
    };
  } finally {
    // npm and the gateway are a group of their own.
    if (gateway.pid !== undefined) process.kill(-gateway.pid, 'SIGTERM');
    await ended;
  }
}

async function showTerminal({ browser }: Programs): Promise<void> {
  const context = await browser.newContext(LOOK);
  const page = await context.newPage();
  const terminal = await createTerminal(page);
  // The first frame is what readers see if nothing moves, so it is not an empty terminal.
  await terminal.print(`npm start\n\n${outputs.start.trim()}\n`);
  await hold(page, 3400);
  await terminal.clear();
  await type(page, terminal, outputs.command);
  await terminal.print(`\n${outputs.lines.join('\n')}\n`);
  await hold(page, 3200);
  await context.close();
}

async function type(page: Page, terminal: Terminal, command: string): Promise<void> {
  await hold(page, 500);
  for (let from = 0; from < command.length; from += TYPED_AT_ONCE) {
    await terminal.print(command.slice(from, from + TYPED_AT_ONCE));
    await hold(page, TYPING_MS);
  }
  await hold(page, 400);
}

async function showExplorer({ browser, gateway }: Programs): Promise<void> {
  const opened = await openPage(browser, `${gateway}/explorer?example=chart-header`, LOOK);
  const { page } = opened;
  await page.locator('.view-line').first().waitFor();
  await page.waitForTimeout(1500);
  await hold(page, 1600);
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('#panel details, #panel table').first().waitFor();
  await page.waitForTimeout(1000);
  await hold(page, 3800);
  await opened.close();
}

async function showChart({ browser, viewer }: Programs): Promise<void> {
  const opened = await openPage(browser, viewer.origin, LOOK);
  const { page } = opened;
  await page.getByRole('link', { name: 'Sign in as a clinician' }).click();
  await signInAs(page, 'Henrike Arnoldsen');
  const patient = page.getByRole('button', { name: 'Camila Maria Lopez' });
  await patient.waitFor();
  await patient.hover();
  await hold(page, 1800);
  await patient.click();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(500);
  await hold(page, 2600);
  for (const name of ['Vital Signs', 'Lab Results', 'Documents']) {
    const link = page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) });
    if ((await link.count()) === 0) continue;
    await link.first().click();
    await page.waitForTimeout(800);
    await hold(page, 2200);
  }
  await opened.close();
}

/** Joins the frames to an animation that repeats. */
function encode(): void {
  const list = frames.map(({ file, ms }) => `file '${file}'\nduration ${ms / 1000}`).join('\n');
  // The demuxer ignores the duration of the last entry.
  writeFileSync(join(FOLDER, 'frames.txt'), `${list}\nfile '${frames.at(-1)?.file}'\n`);
  const input = ['-f', 'concat', '-i', join(FOLDER, 'frames.txt')];
  const codec = ['-c:v', 'libwebp_anim', '-quality', '80', '-compression_level', '6', '-loop', '0'];
  execFileSync('ffmpeg', [
    '-y',
    '-loglevel',
    'error',
    ...input,
    '-fps_mode',
    'vfr',
    ...codec,
    join(DOCS_FOLDER, DEMO),
  ]);
}
