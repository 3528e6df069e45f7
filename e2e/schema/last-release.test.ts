import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { type LocalServer, startLocalServer } from '../../test/http/local-server.ts';
import { readReleasedSdl } from './last-release.ts';

const SDL = 'type Query { patients: Int }\n';

describe('readReleasedSdl', () => {
  let folder: string;
  let registry: LocalServer;
  /** The status of each response about the package. */
  let status: 200 | 404 | 500;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'registry-'));
    mkdirSync(join(folder, 'package/sdl'), { recursive: true });
    writeFileSync(
      join(folder, 'package/package.json'),
      JSON.stringify({ name: manifest.name, version: '1.2.3' }),
    );
    writeFileSync(join(folder, 'package/sdl/subgraph.graphql'), SDL);
    execFileSync('tar', ['-czf', 'release.tgz', 'package'], { cwd: folder });
    registry = await startLocalServer((response, { url }) => {
      if (url.endsWith('.tgz')) {
        response.end(readFileSync(join(folder, 'release.tgz')));
        return;
      }
      const dist = { tarball: `${registry.origin}/release.tgz` };
      const versions = { '1.2.3': { name: manifest.name, version: '1.2.3', dist } };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ name: manifest.name, 'dist-tags': { latest: '1.2.3' }, versions }));
    });
  });

  afterAll(async () => {
    await registry.close();
    rmSync(folder, { recursive: true });
  });

  const read = async (answer: typeof status): Promise<string | null> => {
    status = answer;
    return readReleasedSdl({
      ...process.env,
      npm_config_registry: registry.origin,
      npm_config_cache: join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    });
  };

  it("returns the routers' SDL of the package that npm has", async () => {
    expect(await read(200)).toBe(SDL);
  });

  it('returns null if npm has no release', async () => {
    expect(await read(404)).toBeNull();
  });

  it('throws an error if the registry fails, so that no breaking change passes unseen', async () => {
    await expect(read(500)).rejects.toThrow(`npm cannot read the last release of ${manifest.name}`);
  });
});
