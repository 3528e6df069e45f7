import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, delimiter, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATIENCE } from './support/patience.ts';
import { type Folder, newFolder } from './support/program.ts';

/** Processes start slowly on a busy machine. */
vi.setConfig({ testTimeout: 120_000 });

const CLI = resolve('src/cli.ts');
/** Starts with the folder of this Node, so npm scripts use it. */
const PATH = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);

let folder: Folder;
let npm: ChildProcess;
let printed: string;

beforeEach(() => {
  printed = '';
});
afterEach(() => {
  npm.kill('SIGKILL');
  folder.remove();
});

/** Runs `npm start` in a project whose script starts a gateway command, with a shell between npm and the program. */
function runNpmStart(command: string): void {
  const scripts = { start: `node -C source ${CLI} ${command} && true` };
  folder = newFolder({ 'package.json': JSON.stringify({ name: 'project', scripts }) });
  npm = spawn('npm', ['start'], {
    cwd: folder.path,
    env: { PATH, HOME: folder.path, PORT: '0', npm_config_update_notifier: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [npm.stdout, npm.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
}

function waitForUrl(): Promise<string> {
  return vi.waitUntil(() => /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(printed)?.[0], PATIENCE);
}

async function isGone(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}

describe('npm start', () => {
  it.each<[command: string, signal: NodeJS.Signals]>([
    ['start', 'SIGTERM'],
    ['sandbox', 'SIGTERM'],
  ])('stops the command "%s" when %s ends npm', async (command, signal) => {
    runNpmStart(command);
    const url = await waitForUrl();
    expect(await isGone(url)).toBe(false);
    const ended = once(npm, 'exit');
    npm.kill(signal);
    await ended;
    await vi.waitUntil(() => isGone(url), PATIENCE);
    if (command === 'start') await vi.waitUntil(() => printed.includes('"event":"stopping"'), PATIENCE);
  });
});

describe('the programs of the supergraph', () => {
  it('exit with the script that started them, even after SIGKILL', async () => {
    folder = newFolder();
    const script = `import { startClinic, startFhirGateway } from ${JSON.stringify(pathToFileURL(resolve('examples/supergraph/programs.ts')).href)};
      const programs = await Promise.all([startFhirGateway({ PORT: '0' }), startClinic()]);
      process.stdout.write(programs.map(({ url }) => url).join(' ') + ' started');`;
    npm = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder.path,
      env: { PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    npm.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await vi.waitUntil(() => printed.endsWith('started'), PATIENCE);
    const urls = printed.split(' ').slice(0, 2);
    expect(await Promise.all(urls.map(isGone))).toEqual([false, false]);
    const ended = once(npm, 'exit');
    npm.kill('SIGKILL');
    await ended;
    for (const url of urls) await vi.waitUntil(() => isGone(url), PATIENCE);
  });
});
