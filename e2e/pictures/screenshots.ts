/**
 * `npm run --prefix e2e screenshots`: takes a picture of every page at three widths, light and dark, into reports/screenshots/. Arguments limit them to the
 * shots whose names begin so. `--docs` writes the pictures of README and docs instead.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openPage } from '../browser/browser.ts';
import { DOCS_FOLDER, DOCS_SHOTS } from './docs-images.ts';
import { type Programs, startPrograms } from './programs.ts';
import { type Shot, SHOTS } from './shots.ts';

const FOLDER = 'reports/screenshots';
const SIZES = [
  { width: 1440, height: 900 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Wide enough for the explorer, and as high as fits a screen. Twice the pixels, for sharp text. */
const DOCS_SIZE = { width: 1280, height: 800 } as const;
const DOCS_SCALE = 1.5;

const { values, positionals } = parseArgs({
  options: { docs: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const isChosen = ({ name }: Shot): boolean =>
  positionals.length === 0 || positionals.some((start) => name.startsWith(start));
const isInDocs = ({ name }: Shot): boolean => DOCS_SHOTS.some((each) => each === name);

const folder = values.docs ? DOCS_FOLDER : FOLDER;
const programs = await startPrograms();
let failures = 0;
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const shot of SHOTS.filter((each) => isChosen(each) && (!values.docs || isInDocs(each)))) {
    // GraphiQL reads the color scheme only when it starts.
    for (const colorScheme of values.docs ? (['light'] as const) : SCHEMES)
      await take(shot, programs, colorScheme);
    process.stdout.write(`${shot.name}\n`);
  }
} finally {
  await programs.close();
}
process.exit(failures === 0 ? 0 : 1);

async function take(shot: Shot, at: Programs, colorScheme: (typeof SCHEMES)[number]): Promise<void> {
  const opened = await openPage(at.browser, shot.from(at), {
    viewport: values.docs ? DOCS_SIZE : SIZES[0],
    deviceScaleFactor: values.docs ? DOCS_SCALE : 1,
    colorScheme,
    locale: 'en-US',
    timezoneId: 'America/Chicago',
  });
  const { page } = opened;
  try {
    await shot.until?.(page, at);
    if (values.docs) await savePalette(page, join(folder, `${shot.name}.png`));
    else await saveAll(page, `${shot.name}-${colorScheme}`);
  } catch (error) {
    failures += 1;
    await page.screenshot({ path: join(FOLDER, `${shot.name}-failed.png`) });
    process.stdout.write(`${shot.name}: ${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    await opened.close();
  }
}

/** Takes a whole page, or what a dialog leaves of it, at every width. Reports pages that are wider than the screen. */
async function saveAll(page: Page, name: string): Promise<void> {
  const fullPage = (await page.getByRole('dialog').count()) === 0;
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(FOLDER, `${name}-${size.width}.png`), fullPage });
    if (await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth'))
      process.stdout.write(`  ${name} is wider than ${size.width} pixels\n`);
  }
}

/** Saves the window as a PNG of 256 colors, which has a third of the size. */
async function savePalette(page: Page, path: string): Promise<void> {
  // A caret blinks, and the pointer highlights whatever is below it.
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur()');
  const whole = join(FOLDER, 'whole.png');
  await page.screenshot({ path: whole });
  const filter = 'split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=none';
  execFileSync('ffmpeg', ['-y', '-loglevel', 'error', '-i', whole, '-vf', filter, '-update', '1', path]);
  rmSync(whole);
}
