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

/** As a server may send it, whatever the type says. */
function narrative(div: unknown): Narrative {
  return Object.assign({ status: 'generated' as const, div: '' }, { div });
}

describe('a narrative', () => {
  it('is plain text', async () => {
    await expect((await narratives()).text(narrative(DIV))).resolves.toBe('Plan\n\nWalk');
  });

  it('is HTML without what runs', async () => {
    const html = await (await narratives()).html(narrative(DIV));
    expect(html).toMatch(/<h2>Plan<\/h2>\s*<p>Walk<\/p>/);
    expect(html).not.toMatch(/script|onclick|steal/);
  });

  it('keeps characters of any alphabet', async () => {
    const words = (await narratives()).text(narrative('<p>5 µg ≥ 3 — 日本 😀</p>'));
    await expect(words).resolves.toBe('5 µg ≥ 3 — 日本 😀');
  });

  it.each([undefined, null, 7, {}, '', '<div/>'])('that says nothing is null: %j', async (div) => {
    const loader = await narratives();
    const silent = narrative(div);
    await expect(Promise.all([loader.text(silent), loader.html(silent)])).resolves.toEqual([null, null]);
  });

  it('is too large to convert beyond the bound, and not at it', async () => {
    const loader = await narratives(DIV.length);
    await expect(loader.text(narrative(DIV))).resolves.toBe('Plan\n\nWalk');
    const larger = narrative(DIV.replace('Walk', 'Walk!'));
    await expect(loader.text(larger)).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
    await expect(loader.html(larger)).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
  });
});
