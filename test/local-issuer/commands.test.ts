import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTokenCommand } from '../../src/local-issuer/arguments.ts';
import { issueToken } from '../../src/local-issuer/commands.ts';
import { LocalIssuerError } from '../../src/local-issuer/local-issuer.ts';

const NOW = Date.parse('2026-10-01T12:00:00.250Z');

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'local-issuer-'));
  folder = join(parent, 'issuer');
});

afterEach(() => rmSync(parent, { recursive: true }));

interface CommandResult {
  stdout: string;
  messages: string;
}

/** Runs the command with these arguments, by default with the folder of the test. */
async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const command = parseTokenCommand(args);
  if ('fault' in command || command.name === 'help') throw new Error('Expected valid arguments.');
  const result: CommandResult = { stdout: '', messages: '' };
  await issueToken(command, {
    env: { AUTH_LOCAL_ISSUER: folder, ...env },
    writeOutput: (text) => void (result.stdout += text),
    writeMessage: (text) => void (result.messages += text),
    now: () => NOW,
  });
  return result;
}

function faultOf(args: readonly string[]): string | null {
  const command = parseTokenCommand(args);
  return 'fault' in command ? command.fault : null;
}

describe('the token command [T4-S2]', () => {
  it('prints only the token to standard output, and explains it in messages without the token', async () => {
    const { stdout, messages } = await run(['--as', 'clinician']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(messages)
      .toBe(`Created the keys of a local issuer in ${folder}. A gateway that runs with other keys accepts them within 30 seconds.
Issued a token for a clinician with user/*.rs until 2026-10-01T13:00:00Z.

A gateway accepts it with this setting, in its environment or in .env:

  AUTH_LOCAL_ISSUER=${folder}

Send a query with the token in TOKEN:

  curl -s http://localhost:4000/graphql -H 'content-type: application/json' -H "authorization: Bearer $TOKEN" -d '{"query":"{ patients(first: 10) { id fullName } }"}'

`);
    expect((await run(['--as', 'clinician'])).messages).toMatch(/^Issued a token/);
  });

  it('names a folder below the current one by its relative path', async () => {
    const { messages } = await run(['--as', 'service', '--folder', 'reports/local-issuer-of-a-test']);
    rmSync('reports/local-issuer-of-a-test', { recursive: true });
    expect(messages).toContain('\n  AUTH_LOCAL_ISSUER=reports/local-issuer-of-a-test\n');
  });

  it('prints a query for the patient, the site and the port', async () => {
    const args = ['--as', 'patient:eLocal-1', '--site', 'st-marys'];
    const { stdout, messages } = await run(args, { PORT: '4104' });
    expect(messages).toContain('http://localhost:4104/sites/st-marys/graphql ');
    expect(messages).toContain(String.raw`'{"query":"{ patient(id: \"eLocal-1\") { id fullName } }"}'`);
    expect(decodeJwt(stdout)).toMatchObject({ patient: 'eLocal-1', sites: 'st-marys' });
  });

  it('prints the audience as a setting, and takes it from AUTH_AUDIENCE by default', async () => {
    const named = await run(['--as', 'service', '--audience', 'gateway'], { AUTH_AUDIENCE: 'one,two' });
    expect(named.messages).toContain(`these settings, in its environment or in .env:

  AUTH_LOCAL_ISSUER=${folder}
  AUTH_AUDIENCE=gateway
`);
    const { stdout } = await run(['--as', 'service'], { AUTH_AUDIENCE: 'one,two' });
    expect(decodeJwt(stdout).aud).toBe('one');
  });

  it('uses the claims that the gateway reads', async () => {
    const { stdout } = await run(['--as', 'patient:eLocal-1', '--site', 'a'], {
      AUTH_SCOPE_CLAIM: 'scp',
      AUTH_PATIENT_CLAIM: 'fhir_patient',
      AUTH_CLIENT_CLAIM: 'cid',
      AUTH_SITE_CLAIM: 'hospitals',
    });
    const claims = { scp: 'patient/*.rs', fhir_patient: 'eLocal-1', cid: 'local-app', hospitals: 'a' };
    expect(decodeJwt(stdout)).toMatchObject(claims);
    expect(decodeJwt(stdout)).not.toHaveProperty('scope');
  });

  it('uses the folder of a configured key set', async () => {
    await run(['--as', 'service']);
    const { messages } = await run(['--as', 'service'], { AUTH_LOCAL_ISSUER: join(folder, 'jwks.json') });
    expect(messages).toContain(`\n  AUTH_LOCAL_ISSUER=${folder}\n`);
  });

  it('says which settings to remove if an identity provider is configured', async () => {
    const { messages } = await run(['--as', 'service'], {
      AUTH_ISSUER: 'https://id.example.org',
      AUTH_CLIENTS: 'chart-app',
      AUTH_SCOPE_MAP: 'Chart.Read=user/*.rs',
    });
    expect(messages).toContain(
      'in .env, without AUTH_ISSUER, AUTH_CLIENTS and AUTH_SCOPE_MAP, which are set now:',
    );
  });

  it.each(['production', 'staging'])('issues nothing with NODE_ENV=%s', async (NODE_ENV) => {
    const failure = run(['--as', 'clinician'], { NODE_ENV });
    await expect(failure).rejects.toThrow(LocalIssuerError);
    await expect(failure).rejects.toThrow(
      'The local issuer issues tokens only for development, and NODE_ENV is production.',
    );
  });

  it('reports an invalid setting', async () => {
    await expect(run(['--as', 'clinician'], { PORT: 'x' })).rejects.toThrow(
      'PORT: expected a port number from 0 to 65535 (0 uses any free port), got x.',
    );
  });

  it.each<[args: string[], fault: string]>([
    [
      ['--scope', 'user/*.rs'],
      '--as expects clinician, service, or patient:<id> with the FHIR id of a patient.',
    ],
    [['--as', 'nurse'], '--as expects clinician, service, or patient:<id> with the FHIR id of a patient.'],
    [['--as', 'patient:'], '--as expects clinician, service, or patient:<id> with the FHIR id of a patient.'],
    [
      ['--as', "patient:x'; rm"],
      '--as expects clinician, service, or patient:<id> with the FHIR id of a patient.',
    ],
    [
      ['--as', 'clinician', '--scope', 'user/*.rs user/Observation.sr'],
      '--scope expects SMART scopes such as user/Observation.rs or user/*.cruds, and "user/Observation.sr" grants nothing.',
    ],
    [
      ['--as', 'clinician', '--scope', ' '],
      '--scope expects SMART scopes such as user/Observation.rs or user/*.cruds.',
    ],
    [
      ['--as', 'clinician', '--scope', 'patient/*.rs'],
      'Scopes that begin with patient/ apply to the patient of the token: use --as patient:<id>.',
    ],
    [['--as', 'clinician', '--minutes', '0'], '--minutes expects a whole number from 1 to 720.'],
    [['--as', 'clinician', '--minutes', '721'], '--minutes expects a whole number from 1 to 720.'],
    [['--as', 'clinician', '--minutes', '1e2'], '--minutes expects a whole number from 1 to 720.'],
    [['--as', 'clinician', '--site', 'St. Mary'], '--site expects the id of a site of the sites file.'],
    [
      ['--as', 'patient:a', '--site', 'a', '--site', 'b'],
      'A patient has another id at each site: name one --site.',
    ],
    [['--as', 'clinician', '--audience', ''], '--audience expects the audience of a gateway.'],
  ])('refuses the arguments %j', (args, fault) => {
    expect(faultOf(args)).toBe(fault);
  });

  it('refuses unknown arguments, and prints help without any', () => {
    expect(faultOf(['--as', 'clinician', '--role', 'x'])).toMatch(/^Unknown option '--role'/);
    expect(faultOf(['clinician'])).toMatch(/^Unexpected argument 'clinician'/);
    expect(parseTokenCommand([])).toEqual({ name: 'help' });
    expect(parseTokenCommand(['--help'])).toEqual({ name: 'help' });
  });
});
