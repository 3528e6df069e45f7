import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };

const run = promisify(execFile);

const failure = z.object({ stdout: z.string(), stderr: z.string() });

/**
 * Returns the routers' SDL in the last release of the package, or null if the registry has no release.
 * @param environment configures npm
 * @throws Error if the registry does not answer, because breaking changes would pass unseen
 */
export async function readReleasedSdl(environment = process.env): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'release-'));
  try {
    const found = await hasRelease(folder, environment);
    if (!found) return null;
    const extract = 'tar -xzOf *.tgz package/sdl/subgraph.graphql';
    const { stdout } = await run('sh', ['-c', extract], { cwd: folder, maxBuffer: 2 ** 24 });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Downloads the package of the last release into the folder, if there is one. */
async function hasRelease(folder: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await run('npm', ['pack', '--silent', '--json', manifest.name], { cwd: folder, env: environment });
    return true;
  } catch (error) {
    const { stdout, stderr } = failure.parse(error);
    if (stdout.includes('"code": "E404"')) return false;
    throw new Error(`npm cannot read the last release of ${manifest.name}: ${stdout}${stderr}`, {
      cause: error,
    });
  }
}
