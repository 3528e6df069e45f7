/** Compares the sizes in the Kubernetes manifests with those that the docs assume. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { ASSUMPTIONS } from '../../scripts/capacity-model.ts';
import { VARIABLES } from '../../src/config/variables.ts';

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
              requests: z.object({ cpu: z.union([z.number(), z.string()]) }),
              limits: z.object({ memory: z.string() }),
            }),
          }),
        ]),
      }),
    }),
  }),
});
const [gateway] = workload.parse(parseYaml(read('base/deployment.yaml'))).spec.template.spec.containers;
const [valkey] = workload.parse(
  parseAllDocuments(read('components/valkey/valkey.yaml'))
    .map((document): unknown => document.toJS())
    .find((manifest) => workload.safeParse(manifest).success),
).spec.template.spec.containers;
const maxMemoryMb = Number(/^(\d+)mb$/.exec(valkey.args[valkey.args.indexOf('--maxmemory') + 1] ?? '')?.[1]);

const { spec: autoscaler } = z
  .object({
    spec: z.object({
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
    expect(autoscaler.maxReplicas).toBe(Number(VARIABLES.get('EPIC_MAX_CONCURRENCY')?.default));
  });
});

describe('the memory', () => {
  it('of a gateway is limited to 1 GiB', () => {
    expect(gateway.resources.limits.memory).toBe('1Gi');
  });

  it('of Valkey has room for all that docs/replicas.md says the replicas keep there', () => {
    const pattern = /up to (\d+) MB per\s+replica.* for all together twice as much/s;
    const [, megabytes] = pattern.exec(readFileSync('docs/replicas.md', 'utf8')) ?? [];
    expect(maxMemoryMb).toBeGreaterThanOrEqual(2 * Number(megabytes) * autoscaler.maxReplicas);
  });

  it('of the pod of Valkey exceeds its maximum by a third, for the rewrite of its file', () => {
    const [, gibibytes] = /^(\d+)Gi$/.exec(valkey.resources.limits.memory) ?? [];
    expect(1_024 * Number(gibibytes)).toBeGreaterThanOrEqual((4 / 3) * maxMemoryMb);
  });
});
