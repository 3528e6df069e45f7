import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startSandbox } from 'epic-fhir-sandbox';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../../test/support/gateway.ts';
import { startIdentityProvider } from '../../test/support/identity-provider.ts';
import { openPage, startBrowser } from './browser.ts';
import { buildChartApp, startChartApp } from './chart-app.ts';
import { canRun } from './chart-viewer.ts';

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
      expect(problems.filter((problem) => !problem.includes('status of 401'))).toEqual([]);
    } finally {
      await chromium.close();
      await served.close();
      await guarded.close();
      await plain.close();
      await issuer.close();
    }
  });
});

describe.runIf(canRun)('npm run example', () => {
  it('serves the chart viewer and a gateway with the sandbox, prints the address, and stops both on Ctrl+C', async () => {
    const script = spawn(process.execPath, ['scripts/example.ts', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(script, 'close');
    const printed = Promise.withResolvers<string>();
    let output = '';
    script.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.includes('Ctrl+C')) printed.resolve(output);
    });
    void ended.then(() => printed.reject(new Error(`The program exited: ${output}`)));
    const [, address = ''] = /Chart viewer +(http\S+)/.exec(await printed.promise) ?? [];
    const view = await fetch(address);
    expect(Object.fromEntries(view.headers)).toMatchObject({
      'content-security-policy': "frame-ancestors 'none'",
      'x-frame-options': 'DENY',
    });
    expect(await view.text()).toContain('http-equiv="Content-Security-Policy"');
    const answer = await fetch(new URL('/graphql', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ patients(first: 1) { fullName } }' }),
    });
    expect(await answer.json()).toMatchObject({ data: { patients: [{ fullName: 'Camila Maria Lopez' }] } });
    script.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
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
