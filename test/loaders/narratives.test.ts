import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import type { Narrative } from '../../src/fhir/types.ts';
import { type Operations, startOperations } from '../support/operation.ts';

const DIV =
  '<div xmlns="http://www.w3.org/1999/xhtml"><h2>Plan</h2><p onclick="steal()">Walk<script>x()</script></p></div>';

let sandbox: Sandbox;
let operations: Operations;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => operations.close());

afterAll(() => sandbox.close());

async function narratives(maxBytes = 1_000) {
  operations = await startOperations(sandbox, { notes: { maxBytes } });
  return operations.begin().loaders.narratives;
}

/** Returns a narrative with any `div` that a server can send. */
function narrative(div: unknown): Narrative {
  return Object.assign({ status: 'generated' as const, div: '' }, { div });
}

describe('a narrative', () => {
  it('converts a narrative to plain text', async () => {
    await expect((await narratives()).text(narrative(DIV))).resolves.toBe('Plan\n\nWalk');
  });

  it('removes scripts and event handlers from the HTML of a narrative', async () => {
    const html = await (await narratives()).html(narrative(DIV));
    expect(html).toMatch(/<h2>Plan<\/h2>\s*<p>Walk<\/p>/);
    expect(html).not.toMatch(/script|onclick|steal/);
  });

  it('keeps characters of all scripts in a narrative', async () => {
    const words = (await narratives()).text(narrative('<p>5 µg ≥ 3 — 日本 😀</p>'));
    await expect(words).resolves.toBe('5 µg ≥ 3 — 日本 😀');
  });

  it.each([undefined, null, 7, {}, '', '<div/>'])('returns null for the empty narrative %j', async (div) => {
    const loader = await narratives();
    const silent = narrative(div);
    await expect(Promise.all([loader.text(silent), loader.html(silent)])).resolves.toEqual([null, null]);
  });

  it('refuses to convert a narrative beyond the limit, and converts one at the limit', async () => {
    const loader = await narratives(DIV.length);
    await expect(loader.text(narrative(DIV))).resolves.toBe('Plan\n\nWalk');
    const larger = narrative(DIV.replace('Walk', 'Walk!'));
    await expect(loader.text(larger)).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
    await expect(loader.html(larger)).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
  });
});
