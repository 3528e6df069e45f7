import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startSandbox } from 'epic-fhir-sandbox';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../../test/support/gateway.ts';
import { startIdentityProvider } from '../../test/support/identity-provider.ts';
import { openPage, startBrowser } from './browser.ts';
import { buildChartApp, startChartApp } from './chart-app.ts';
import { canRun, NOT_OFFERED } from './chart-viewer.ts';
import { signInAs } from './signed-in-viewer.ts';

describe.runIf(canRun)('the chart viewer of a gateway that requires sign-in', () => {
  it('asks the user to sign in, shows patients with a token, and clears all data on sign-out', async () => {
    await buildChartApp();
    const issuer = await startIdentityProvider();
    const plain = await startSandbox();
    const guarded = await startGateway(plain, {
      panel: { kind: 'list', identifier: plain.panels.list },
      callers: issuer.tokenVerification(),
    });
    const served = await startChartApp(new URL(guarded.http.get('/').url).origin);
    const chromium = await startBrowser();
    try {
      const { page: view, problems } = await openPage(chromium, served.origin);
      await view.getByText('You are not signed in.').waitFor();
      await view.getByRole('button', { name: 'Sign in' }).click();
      await view.getByLabel('Access token').fill(await issuer.token({ scope: 'user/*.rs' }));
      await view.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
      await view.getByRole('button', { name: 'Camila Maria Lopez' }).click();
      await view.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
      await view.getByRole('button', { name: 'Sign out' }).click();
      await view.getByText('You are not signed in.').waitFor();
      await view.goBack();
      await view.getByText('You are not signed in.').waitFor();
      await expect(view.getByText('Camila').count()).resolves.toBe(0);
      // Chromium logs every 401 response.
      expect(
        problems.filter((problem) => !problem.includes('status of 401') && !NOT_OFFERED.test(problem)),
      ).toEqual([]);
    } finally {
      await chromium.close();
      await served.close();
      await guarded.close();
      await plain.close();
      await issuer.close();
    }
  });
});

/** Starts `npm run example`, and waits until it has printed its addresses. */
async function startExample() {
  const script = spawn(process.execPath, ['scripts/example.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(script, 'close');
  const started = Promise.withResolvers<void>();
  let output = '';
  for (const stream of [script.stdout, script.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.includes('Ctrl+C')) started.resolve();
    });
  void ended.then(() => started.reject(new Error(`The program exited: ${output}`)));
  await started.promise;
  const [, address = '', launcher = ''] = /Chart viewer +(http\S+)\s+EHR +(http\S+)/.exec(output) ?? [];
  return { script, ended, address, launcher, readOutput: () => output };
}

/** Returns the process of the gateway that a script has started. */
function findGateway(script: ChildProcess): number {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(script.pid)], {
    encoding: 'utf8',
  });
  const [, id] = /^ *(\d+) .*src\/main\.ts/m.exec(children) ?? [];
  return Number(id);
}

describe.runIf(canRun)('npm run example', () => {
  it('serves the chart viewer and a gateway, lets people sign in at the sandbox, and stops everything on Ctrl+C', async () => {
    const { script, ended, address, launcher, readOutput } = await startExample();
    expect(readOutput()).toMatch(/^\s*Building the app…/);
    const view = await fetch(address);
    expect(view.headers.get('content-security-policy')).toContain(
      `; frame-ancestors ${new URL(launcher).origin}`,
    );
    expect(await view.text()).toContain('http-equiv="Content-Security-Policy"');
    const answer = await fetch(new URL('/graphql', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ patients(first: 1) { fullName } }' }),
    });
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    const browser = await startBrowser();
    const { page } = await openPage(browser, address);
    await page.getByRole('link', { name: 'Launch from the EHR (simulator)' }).click();
    await page.getByRole('radio', { name: 'Lennart Falkenberg' }).check();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Launch' }).click();
    await page.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
    await page.getByRole('banner').getByText('Lennart Falkenberg').waitFor();
    await browser.close();
    script.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(readOutput()).toContain('The gateway has stopped. Start it again with npm run example.');
    await expect(fetch(address)).rejects.toThrow('fetch failed');
    await expect(fetch(launcher)).rejects.toThrow('fetch failed');
  });

  it('says in the terminal and on the page what to do when the gateway stops', async () => {
    const { script, ended, address, readOutput } = await startExample();
    const browser = await startBrowser();
    const { page } = await openPage(browser, address);
    await page.getByRole('link', { name: 'Sign in as a clinician' }).click();
    await signInAs(page, 'Lennart Falkenberg');
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    process.kill(findGateway(script), 'SIGKILL');
    expect(await ended).toEqual([1, null]);
    expect(readOutput()).toContain('The gateway has stopped. Start it again with npm run example.');
    await page.getByRole('button', { name: 'Show more patients' }).click();
    const failure = page.getByRole('alert').filter({ hasText: 'More patients could not be loaded.' });
    await failure.getByText('The gateway has stopped. Start it again with npm run example.').waitFor();
    await failure.getByRole('button', { name: 'Try again' }).waitFor();
    await browser.close();
  });

  it('prints its usage for an unknown option', async () => {
    const script = spawn(process.execPath, ['scripts/example.ts', '--prot', '1'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [usage] = await Promise.all([text(script.stderr), once(script, 'close')]);
    expect(usage).toMatch(/^Usage: npm run example -- \[--port N\]/);
    expect(script.exitCode).toBe(1);
  });
});
