import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FROM_SOURCE } from '../support/from-source.ts';

describe('the settings of a test gateway', () => {
  it("do not come from the developer's environment, time zone or .env, and the process ends by itself", () => {
    const [url, settingsUrl] = ['test-gateway', 'test-settings'].map(
      (name) => pathToFileURL(`src/testing/${name}.ts`).href,
    );
    const program = `
      const { startTestGateway } = await import(${JSON.stringify(url)});
      const { toTestConfig } = await import(${JSON.stringify(settingsUrl)});
      const gateway = await startTestGateway();
      const { data } = await gateway.query('{ patients(first: 1) { fullName } }');
      gateway.sandbox.hold({ resourceType: 'Observation' });
      gateway.query('{ patients(first: 1) { labResults { id } } }').catch(() => {});
      await gateway.stop();
      console.log(JSON.stringify([data, toTestConfig({}).siteTimeZone]));`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [...FROM_SOURCE, '--input-type=module', '-e', program],
      {
        encoding: 'utf8',
        env: {
          EPIC_BASE_URL: 'https://epic.example',
          AUTH_MODE: 'jwt',
          LOG_LEVEL: 'debug',
          TZ: 'Pacific/Kiritimati',
        },
      },
    );
    expect([stderr, status, stdout]).toEqual([
      '',
      0,
      '[{"patients":[{"fullName":"Camila Maria Lopez"}]},"UTC"]\n',
    ]);
  });
});
