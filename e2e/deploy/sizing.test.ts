/** Compares the sizes in the Kubernetes manifests with those that the docs assume. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readMeasuredCosts } from '../../bench/measured-costs.ts';
import { ASSUMPTIONS, capacityFor } from '../../scripts/capacity-model.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { RETENTION_MS } from '../../src/writes/idempotency-store.ts';

const FOLDER = 'deploy/kubernetes';
const read = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');

const workload = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            args: z.array(z.string()).default([]),
            resources: z.object({
              requests: z.object({ cpu: z.union([z.number(), z.string()]), memory: z.string() }),
              limits: z.object({ memory: z.string() }),
            }),
          }),
        ]),
      }),
    }),
  }),
});
const volumeClaims = z.object({
  spec: z.object({
    volumeClaimTemplates: z.tuple([
      z.object({
        spec: z.object({ resources: z.object({ requests: z.object({ storage: z.string() }) }) }),
      }),
    ]),
  }),
});
const [gateway] = workload.parse(parseYaml(read('base/deployment.yaml'))).spec.template.spec.containers;
const valkeyManifest = parseAllDocuments(read('components/valkey/valkey.yaml'))
  .map((document) => z.unknown().parse(document.toJS()))
  .find((manifest) => workload.safeParse(manifest).success);
const [valkey] = workload.parse(valkeyManifest).spec.template.spec.containers;
const { volumeClaimTemplates } = volumeClaims.parse(valkeyManifest).spec;
const maxMemoryMb = Number(/^(\d+)mb$/.exec(valkey.args[valkey.args.indexOf('--maxmemory') + 1] ?? '')?.[1]);

const { spec: autoscaler } = z
  .object({
    spec: z.object({
      minReplicas: z.number(),
      maxReplicas: z.number(),
      metrics: z.tuple([
        z.object({ resource: z.object({ target: z.object({ averageUtilization: z.number() }) }) }),
      ]),
    }),
  })
  .parse(parseYaml(read('base/horizontal-pod-autoscaler.yaml')));

describe('the autoscaler', () => {
  it('adds a replica when the others use as much of a core as docs/capacity.md assumes', () => {
    const [{ resource }] = autoscaler.metrics;
    expect(gateway.resources.requests.cpu).toBe(1);
    expect(resource.target.averageUtilization / 100).toBe(ASSUMPTIONS.utilization);
  });

  it('runs at most as many replicas as EPIC_MAX_CONCURRENCY allows requests, since each needs one', () => {
    expect(autoscaler.maxReplicas).toBeLessThanOrEqual(
      Number(VARIABLES.get('EPIC_MAX_CONCURRENCY')?.default),
    );
  });

  it('runs at least as many replicas as docs/capacity.md assumes', () => {
    expect(autoscaler.minReplicas).toBeGreaterThanOrEqual(ASSUMPTIONS.minReplicas);
  });
});

describe('the memory', () => {
  it('of a gateway is limited to 1 GiB', () => {
    expect(gateway.resources.limits.memory).toBe('1Gi');
  });

  it('of Valkey has room for the resources of all replicas and the idempotency keys in docs/replicas.md', () => {
    const page = readFileSync('docs/replicas.md', 'utf8');
    const perReplica = /up to (\d+) MB per\s+replica.* for all together twice as much/s.exec(page)?.[1];
    const keysPerDay = /([\d,]+) keys per day/.exec(page)?.[1]?.replaceAll(',', '');
    const keysKb = Number(keysPerDay) * (RETENTION_MS / (24 * 3_600_000));
    const neededMb = 2 * Number(perReplica) * autoscaler.maxReplicas + keysKb / 1_024;
    expect(maxMemoryMb).toBeGreaterThanOrEqual(neededMb);
    expect(read('components/valkey/valkey.yaml')).toContain(
      `${Number(keysPerDay).toLocaleString('en')} per day`,
    );
  });

  it('of the pod of Valkey is reserved, and exceeds its maximum by a third, for the rewrite of its file', () => {
    const { limits, requests } = valkey.resources;
    expect(requests.memory).toBe(limits.memory);
    expect(1_024 * gibibytesOf(limits.memory)).toBeGreaterThanOrEqual((4 / 3) * maxMemoryMb);
  });
});

describe('the disk of Valkey', () => {
  it('holds its file at twice the data, and the new file during a rewrite', () => {
    const [{ spec }] = volumeClaimTemplates;
    expect(1_024 * gibibytesOf(spec.resources.requests.storage)).toBeGreaterThanOrEqual(3 * maxMemoryMb);
  });
});

describe('the CPU of Valkey', () => {
  it('is enough for 10,000 users at 100 sites, as docs/replicas.md says', () => {
    const [, thousandths] = /^(\d+)m$/.exec(String(valkey.resources.requests.cpu)) ?? [];
    const { storeCore } = capacityFor(readMeasuredCosts(), { users: 10_000, sites: 100 });
    expect(Number(thousandths) / 1_000).toBeGreaterThanOrEqual(storeCore);
  });
});

function gibibytesOf(amount: string): number {
  return Number(/^(\d+)Gi$/.exec(amount)?.[1]);
}
