import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMO, DOCS_FOLDER, DOCS_SHOTS } from '../e2e/pictures/docs-images.ts';
import { trackedFiles } from './support/tracked-files.ts';

/** Larger images make README slow to open. */
const MAX_BYTES = 400_000;
const MAX_DEMO_BYTES = 3_000_000;

const MADE = [DEMO, ...DOCS_SHOTS.map((name) => `${name}.png`)];
const FILES = readdirSync(DOCS_FOLDER);

/** Returns the paths of the images that a page shows, from Markdown and from HTML. */
function imagesOn(page: string): string[] {
  const text = readFileSync(page, 'utf8');
  const found = [...text.matchAll(/!\[[^\]]*\]\(([^)]+)\)|\b(?:src|srcset)="([^"]+)"/g)];
  return found
    .map(([, inMarkdown, inHtml]) => inMarkdown ?? inHtml ?? '')
    .filter((path) => !/^https?:/.test(path))
    .map((path) => join(dirname(page), path));
}

describe('the images of README and docs', () => {
  const shown = new Set(trackedFiles('*.md', '**/*.md').flatMap(imagesOn));

  it('are exactly the ones that scripts make, apart from drawings', () => {
    const pictures = FILES.filter((file) => !file.endsWith('.svg'));
    expect(pictures.toSorted()).toEqual(MADE.toSorted());
  });

  it('are shown on a page, and exist', () => {
    const files = FILES.map((file) => join(DOCS_FOLDER, file));
    expect([...shown].toSorted()).toEqual(files.toSorted());
  });

  it.each(MADE)('are small enough: %s', (file) => {
    const limit = file === DEMO ? MAX_DEMO_BYTES : MAX_BYTES;
    expect(statSync(join(DOCS_FOLDER, file)).size).toBeLessThan(limit);
  });

  it('include an animation, as WebP', () => {
    const bytes = readFileSync(join(DOCS_FOLDER, DEMO));
    expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8X');
    // The flag of an animation (https://developers.google.com/speed/webp/docs/riff_container).
    expect((bytes[20] ?? 0) & 0b10).toBe(0b10);
  });
});
