/** Runs the Playwright fixture of docs/testing.md with playwright-core, on a page of another server. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { TestGateway } from '../../src/testing/test-gateway.ts';
import { readBlocks } from '../../test/support/docs-commands.ts';
import { hasChromium, openPage, startBrowser } from './browser.ts';

type Use<T> = (value: T) => Promise<void>;

interface Fixtures {
  readonly workerGateway: readonly [(none: object, use: Use<TestGateway>) => Promise<void>, object];
  readonly gateway: (
    fixtures: { page: Page; workerGateway: TestGateway },
    use: Use<TestGateway>,
  ) => Promise<void>;
}

/** Loads the block with a `test.extend` that returns the fixtures. */
async function loadFixtures(folder: string): Promise<Fixtures> {
  const block = readBlocks('docs/testing.md').find(({ content }) => content.includes('@playwright/test'));
  const stub = join(folder, 'playwright.mjs');
  writeFileSync(stub, 'export const test = { extend: (fixtures) => fixtures };');
  const file = join(folder, 'gateway-test.ts');
  const testing = pathToFileURL(resolve('src/testing/test-gateway.ts')).href;
  const text = (block?.content ?? '')
    .replace("'@playwright/test'", JSON.stringify(pathToFileURL(stub).href))
    .replace("'epic-fhir-graphql-gateway/testing'", JSON.stringify(testing));
  writeFileSync(file, text);
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- its address is known only at run time
  const loaded: { readonly test: Fixtures } = await import(pathToFileURL(file).href);
  return loaded.test;
}

const PAGE = `<!doctype html><title>Labs</title><pre></pre><script type="module">
  const query = '{ patient(id: "erXuFYUfucBZaryVksYEcMg3") { fullName labResults { name } } }';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors } = await response.json();
  document.querySelector('pre').textContent = data.patient.fullName + ': ' + errors[0].extensions.code;
</script>`;

describe.skipIf(!hasChromium)('the Playwright fixture of docs/testing.md', () => {
  it('sends the requests of a page to its gateway, which fails as the test says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'playwright-fixture-'));
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(PAGE),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const browser = await startBrowser();
    const { workerGateway, gateway } = await loadFixtures(folder);
    const { page, close } = await openPage(browser, 'about:blank');
    await workerGateway[0]({}, async (started) => {
      await gateway({ page, workerGateway: started }, async (used) => {
        used.fail({ list: 'labResults', code: 'UPSTREAM_UNAVAILABLE' });
        await page.goto(`http://127.0.0.1:${port}/`);
        await page.getByText('Camila Maria Lopez: UPSTREAM_UNAVAILABLE').waitFor();
        expect(used.requests).toHaveLength(2);
      });
    });
    await close();
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
});
