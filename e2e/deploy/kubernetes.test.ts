import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { validate as isDeployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as isStatefulSet } from 'kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet';
import { validate as isHorizontalPodAutoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as isSecret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as isService } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as isServiceAccount } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount';
import { validate as isIngress } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress';
import { validate as isNetworkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as isPodDisruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { having, matching } from '../../test/support/expected.ts';
import { type Gateway, startGateway } from '../../test/support/gateway.ts';
import { findLocation, readLocations } from '../supergraph/public-host.ts';

const FOLDER = 'deploy/kubernetes';
const SITES = `${FOLDER}/components/sites`;
const SIGN_IN = `${FOLDER}/components/sign-in`;
/** The validators of Kubernetes' own kinds. */
const VALIDATORS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['apps/v1 Deployment', isDeployment],
  ['apps/v1 StatefulSet', isStatefulSet],
  ['autoscaling/v2 HorizontalPodAutoscaler', isHorizontalPodAutoscaler],
  ['v1 Secret', isSecret],
  ['v1 Service', isService],
  ['v1 ServiceAccount', isServiceAccount],
  ['networking.k8s.io/v1 Ingress', isIngress],
  ['networking.k8s.io/v1 NetworkPolicy', isNetworkPolicy],
  ['policy/v1 PodDisruptionBudget', isPodDisruptionBudget],
]);
/** Kinds of operators, whose schemas are not installed. */
const OPERATOR_KINDS: ReadonlySet<string> = new Set(['ExternalSecret', 'ServiceMonitor']);
const NAME = { 'app.kubernetes.io/name': 'epic-fhir-graphql-gateway' };

const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((path) => join(FOLDER, path));
const isManifest = (path: string): boolean =>
  path.endsWith('.yaml') && !/\/(?:kustomization|sites)\.yaml$/.test(path);

const object = z.looseObject({ apiVersion: z.string(), kind: z.string() });
const manifests = FILES.filter(isManifest).flatMap((path) =>
  parseAllDocuments(readFileSync(path, 'utf8')).map((document) => ({
    path,
    value: object.parse(document.toJS()),
  })),
);

function nameOf(manifest: unknown): string {
  return z.object({ metadata: z.object({ name: z.string() }) }).parse(manifest).metadata.name;
}

/** Returns the only object of the kind in base/. */
function findInBase<T>(kind: string, shape: z.ZodType<T>): T {
  const found = manifests.find(({ path, value }) => path.startsWith(`${FOLDER}/base`) && value.kind === kind);
  return shape.parse(found?.value);
}

const selector = z.object({ matchLabels: z.record(z.string(), z.string()) });
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const fromKey = z.object({
  name: z.string(),
  valueFrom: z.object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) }),
});
const container = z.object({
  env: z.array(fromKey),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }),
  securityContext: z.unknown(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const podSpec = z.object({
  terminationGracePeriodSeconds: z.number(),
  securityContext: z.unknown(),
  containers: z.tuple([container]),
  volumes: z.array(
    z.object({
      name: z.string(),
      secret: z.object({ items: z.array(z.object({ key: z.string(), path: z.string() })) }).optional(),
    }),
  ),
});
const deployment = findInBase(
  'Deployment',
  z.object({ spec: z.object({ selector, template: z.object({ spec: podSpec }) }) }),
);
const pod = deployment.spec.template.spec;
const [gatewayContainer] = pod.containers;
const getPort = (name: string): number | undefined =>
  gatewayContainer.ports.find((port) => port.name === name)?.containerPort;

function readVariables(path: string): Record<string, string> {
  return Object.fromEntries(
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
const base = readVariables(`${FOLDER}/base/gateway.env`);

const rule = z.object({ ports: z.array(z.object({ port: z.number() })) });
const policy = findInBase(
  'NetworkPolicy',
  z.object({ spec: z.object({ podSelector: selector, ingress: z.array(rule), egress: z.array(rule) }) }),
);
const getPorts = (rules: readonly z.infer<typeof rule>[]): number[] =>
  rules.flatMap(({ ports }) => ports.map(({ port }) => port));

describe('the Kubernetes manifests', () => {
  it.each(manifests)('have a valid $value.kind in $path', ({ value }) => {
    const isValid = VALIDATORS.get(`${value.apiVersion} ${value.kind}`);
    expect(isValid?.(value) ?? OPERATOR_KINDS.has(value.kind)).toBe(true);
  });

  it('are checked by schemas that reject a port without a number', () => {
    expect(isService({ spec: { ports: [{ port: 'graph' }] } })).toBe(false);
  });

  it.each(FILES.filter((path) => path.endsWith('kustomization.yaml')))(
    'include every file that %s lists',
    (path) => {
      const { resources = [], components = [] } = z
        .looseObject({
          resources: z.array(z.string()).optional(),
          components: z.array(z.string()).optional(),
        })
        .parse(parseYaml(readFileSync(path, 'utf8')));
      const missing = [...resources, ...components].filter((name) => !existsSync(join(dirname(path), name)));
      expect(missing).toEqual([]);
      expect(resources.length).toBeGreaterThan(0);
    },
  );
});

function fillClientIds(text: string): string {
  return text.replaceAll(/\bthe-[a-z-]*client-id[a-z-]*/g, 'f0a7c4de-5b1e-4c0a-9d3e-2b6f8a917c55');
}

describe('the configuration of the pods', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-kubernetes-'));
  const keyFile = join(folder, 'private-key.pem');

  beforeAll(() => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(readdirSync(`${FOLDER}/overlays`))('is valid in the overlay %s', (overlay) => {
    const place = `${FOLDER}/overlays/${overlay}`;
    const own = readVariables(`${place}/gateway.env`);
    const kustomization = readFileSync(`${place}/kustomization.yaml`, 'utf8');
    const signsIn = kustomization.includes('components/sign-in');
    expect([...Object.keys(base), ...Object.keys(own)].filter((name) => !VARIABLES.has(name))).toEqual([]);
    // The gateway refuses to start with the placeholders of the overlays.
    const filled = Object.entries(own).map(([name, value]) => [name, fillClientIds(value)] as const);
    const config = loadConfig({
      ...base,
      ...(kustomization.includes('components/sites')
        ? { ...readVariables(`${SITES}/sites.env`), SITES_FILE: writeSites(`${place}/sites.yaml`) }
        : { EPIC_PRIVATE_KEY_FILE: keyFile }),
      ...Object.fromEntries(filled),
      STATE_URL: 'redis://valkey:6379',
      ROUTER_SECRET: 'x'.repeat(32),
      ...(signsIn ? { SESSION_SECRET: 'y'.repeat(32) } : {}),
    });
    expect(config.sessions.secrets).toHaveLength(signsIn ? 1 : 0);
    expect(config).toMatchObject({
      isProduction: true,
      host: '0.0.0.0',
      canIntrospect: false,
      hasApolloSandbox: false,
    });
    expect(config.callers).not.toBeNull();
    expect(config.audit).toMatchObject({ sink: { kind: 'stdout' }, isRequired: true });
  });

  it.each(['production', 'sites'])('with the placeholders of the overlay %s stops the start', (overlay) => {
    const place = `${FOLDER}/overlays/${overlay}`;
    const own =
      overlay === 'sites'
        ? { SITES_FILE: `${place}/sites.yaml` }
        : { ...readVariables(`${place}/gateway.env`), EPIC_PRIVATE_KEY_FILE: keyFile };
    expect(() => loadConfig({ ...base, ...own })).toThrow('not a placeholder');
  });

  /** Writes the sites file with the paths of this test in place of the paths of the pod, and without placeholders. */
  function writeSites(path: string): string {
    const written = join(folder, 'sites.yaml');
    const text = fillClientIds(readFileSync(path, 'utf8'));
    writeFileSync(written, text.replaceAll(/\/run\/secrets\/\S+\.pem/g, keyFile));
    return written;
  }

  it('finds the sites file and the keys of sites where the component mounts them', () => {
    const volume = z.object({
      name: z.string(),
      configMap: z.object({ name: z.string() }).optional(),
      secret: z.object({ secretName: z.string(), defaultMode: z.literal(0o440) }).optional(),
    });
    const operations = z.array(
      z.object({ path: z.string(), value: z.union([container.shape.volumeMounts.element, volume]) }),
    );
    const { patches } = z
      .object({ patches: z.tuple([z.object({ patch: z.string() })]) })
      .parse(parseYaml(readFileSync(`${SITES}/kustomization.yaml`, 'utf8')));
    const added = operations.parse(parseYaml(patches[0].patch)).map(({ value }) => value);
    const mounts = added.flatMap((value) => ('mountPath' in value ? [value] : []));
    const volumes = added.flatMap((value) => ('mountPath' in value ? [] : [value]));
    expect(mounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
    const [files, keys] = mounts.map(({ mountPath }) => mountPath);
    expect(readVariables(`${SITES}/sites.env`)['SITES_FILE']).toBe(`${files}/sites.yaml`);
    const overlay = readFileSync(`${FOLDER}/overlays/sites/kustomization.yaml`, 'utf8');
    expect(overlay).toContain(`- name: ${volumes[0]?.configMap?.name}\n    files:\n      - sites.yaml`);
    const paths = [
      ...readFileSync(`${FOLDER}/overlays/sites/sites.yaml`, 'utf8').matchAll(/privateKeyFile: (\S+)/g),
    ].map(([, path = '']) => path);
    expect(paths).toEqual([base['EPIC_PRIVATE_KEY_FILE'], `${keys}/north-clinic.pem`]);
    expect(overlay).toContain('path: /sites/north-clinic/.well-known/jwks.json\n');
    const external = z
      .object({ spec: z.object({ target: z.object({ name: z.string() }) }) })
      .parse(manifests.find(({ path }) => path === `${SITES}/site-keys.yaml`)?.value);
    expect(external.spec.target.name).toBe(volumes[1]?.secret?.secretName);
  });

  it('reads the secret of sessions from a key that the example Secret and the ExternalSecret of the component have', () => {
    const { patches } = z
      .object({ patches: z.tuple([z.object({ patch: z.string() })]) })
      .parse(parseYaml(readFileSync(`${SIGN_IN}/kustomization.yaml`, 'utf8')));
    const [{ path, value }] = z
      .tuple([z.object({ path: z.string(), value: fromKey })])
      .parse(parseYaml(patches[0].patch));
    expect(path).toBe('/spec/template/spec/containers/0/env/-');
    expect(VARIABLES.has(value.name)).toBe(true);
    const { name, key } = value.valueFrom.secretKeyRef;
    const ofName = manifests
      .map(({ value: manifest }) => manifest)
      .filter((manifest) => nameOf(manifest) === name)
      .toSorted((one, other) => one.kind.localeCompare(other.kind));
    expect(ofName).toMatchObject([
      { kind: 'ExternalSecret', spec: { target: { name }, data: [{ secretKey: key }] } },
      { kind: 'Secret', stringData: { [key]: matching(/^.{32,}$/) } },
    ]);
  });

  it('reads its secrets from keys that the example Secret and the ExternalSecret have', () => {
    const used = [
      ...gatewayContainer.env.map(({ valueFrom }) => valueFrom.secretKeyRef.key),
      ...pod.volumes.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []),
    ].toSorted();
    const example = z
      .object({ stringData: z.record(z.string(), z.string()) })
      .parse(manifests.find(({ value }) => value.kind === 'Secret')?.value);
    const external = z
      .object({ spec: z.object({ data: z.array(z.object({ secretKey: z.string() })) }) })
      .parse(manifests.find(({ path }) => path.endsWith('/external-secret.yaml'))?.value);
    expect(Object.keys(example.stringData).toSorted()).toEqual(used);
    expect(external.spec.data.map(({ secretKey }) => secretKey).toSorted()).toEqual(used);
    expect(gatewayContainer.env.filter(({ name }) => !VARIABLES.has(name))).toEqual([]);
  });

  it('reads the private key from its mount path', () => {
    const mount = gatewayContainer.volumeMounts.find(({ name }) => name === 'epic-private-key');
    const [item] = pod.volumes.find(({ name }) => name === 'epic-private-key')?.secret?.items ?? [];
    expect(base['EPIC_PRIVATE_KEY_FILE']).toBe(`${mount?.mountPath}/${item?.path}`);
  });
});

describe('the ports', () => {
  it('match PORT and METRICS_PORT', () => {
    expect([getPort('graph'), getPort('metrics')]).toEqual([
      Number(base['PORT']),
      Number(base['METRICS_PORT']),
    ]);
  });

  it('are the only ingress that the network policy allows; egress is DNS, HTTPS, Valkey and traces', () => {
    expect(getPorts(policy.spec.ingress)).toEqual([getPort('graph'), getPort('metrics')]);
    expect(getPorts(policy.spec.egress)).toEqual([53, 53, 443, 6379, 4318]);
  });

  it('match the ports of the Service', () => {
    const { spec } = findInBase(
      'Service',
      z.object({ spec: z.object({ selector: z.unknown(), ports: z.unknown() }) }),
    );
    expect(spec).toEqual({
      selector: NAME,
      ports: [
        { name: 'graph', port: getPort('graph'), targetPort: 'graph' },
        { name: 'metrics', port: getPort('metrics'), targetPort: 'metrics' },
      ],
    });
  });
});

describe('the pods', () => {
  it('are selected by the disruption budget, the network policy and the deployment', () => {
    const budget = findInBase('PodDisruptionBudget', z.object({ spec: z.object({ selector }) }));
    expect([budget.spec.selector, policy.spec.podSelector, deployment.spec.selector]).toEqual(
      Array.from({ length: 3 }, () => ({ matchLabels: NAME })),
    );
  });

  it.each(manifests.filter(({ value }) => ['Deployment', 'StatefulSet'].includes(value.kind)))(
    'of the $value.kind run as an unprivileged user with a read-only root file system',
    ({ value }) => {
      const { spec } = z
        .object({
          spec: z.object({
            template: z.object({ spec: z.looseObject({ containers: z.array(z.unknown()) }) }),
          }),
        })
        .parse(value);
      expect(spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const each of spec.template.spec.containers) {
        expect(each).toMatchObject({
          resources: { limits: { memory: matching(/^\d+[MG]i$/) } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
      }
    },
  );

  it('have enough time to shut down', () => {
    const neededSeconds =
      gatewayContainer.lifecycle.preStop.sleep.seconds +
      Number(base['SHUTDOWN_TIMEOUT_MS']) / 1_000 +
      Number(VARIABLES.get('EPIC_TIMEOUT_MS')?.default) / 1_000;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(neededSeconds);
  });
});

describe('the HTTP paths of a pod', () => {
  let sandbox: Sandbox;
  let gateway: Gateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway(sandbox);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each(['startupProbe', 'livenessProbe', 'readinessProbe'] as const)(
    'include the path of the %s',
    async (name) => {
      const { path, port } = gatewayContainer[name].httpGet;
      expect(port).toBe('graph');
      expect((await gateway.http.get(path)).status).toBe(200);
    },
  );

  it('include only the key set for requests through the ingress', async () => {
    const { spec } = findInBase(
      'Ingress',
      z.object({
        spec: z.object({ rules: z.array(z.object({ http: z.object({ paths: z.array(z.unknown()) }) })) }),
      }),
    );
    const paths = spec.rules.flatMap(({ http }) => http.paths);
    expect(paths).toEqual([
      {
        path: '/.well-known/jwks.json',
        pathType: 'Exact',
        backend: { service: { name: 'gateway', port: { name: 'graph' } } },
      },
    ]);
    const response = await gateway.http.get('/.well-known/jwks.json');
    expect(response.body).toEqual({ keys: [having({ kid: sandbox.credentials.keyId })] });
  });
});

describe('the public host', () => {
  const backend = z.object({ service: z.object({ name: z.string() }) });
  const path = z.object({ path: z.string(), pathType: z.string(), backend });
  const ingress = z
    .object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
      spec: z.object({
        tls: z.tuple([z.object({ hosts: z.tuple([z.string()]) })]),
        rules: z.tuple([z.object({ host: z.string(), http: z.object({ paths: z.array(path) }) })]),
      }),
    })
    .parse(
      manifests.find(({ path: file, value }) => file.startsWith(SIGN_IN) && value.kind === 'Ingress')?.value,
    );
  const [{ host, http }] = ingress.spec.rules;

  it('has the graph of the router and the sign-in of the gateway, as in nginx.conf', () => {
    expect(http.paths.map((each) => [each.path, each.pathType, each.backend.service.name])).toEqual([
      ['/graphql', 'Exact', 'router'],
      ['/auth', 'Prefix', 'gateway'],
    ]);
    const locations = readLocations();
    expect(findLocation('/graphql', locations)).toMatchObject({ modifier: '=', upstream: 'router' });
    expect(findLocation('/auth/login', locations)).toMatchObject({
      pattern: '/auth/',
      upstream: 'fhir-gateway',
    });
  });

  it('is the host of SMART_REDIRECT_URL', () => {
    const { SMART_REDIRECT_URL: redirectUrl = '' } = readVariables(`${FOLDER}/overlays/sign-in/gateway.env`);
    expect([host, ...ingress.spec.tls[0].hosts]).toEqual(
      Array.from({ length: 2 }, () => new URL(redirectUrl).host),
    );
    expect(readFileSync('deploy/supergraph/nginx.conf', 'utf8')).toContain(`server_name ${host};`);
  });

  it('logs no query of a request', () => {
    expect(ingress.metadata.annotations['nginx.ingress.kubernetes.io/enable-access-log']).toBe('false');
  });
});
