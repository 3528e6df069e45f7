import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { INSTRUMENTS } from '../../../src/observability/metrics/instruments.ts';
import { createMetrics } from '../../../src/observability/metrics/metrics.ts';
import { matching } from '../../support/expected.ts';

const FOLDER = 'deploy/observability';
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

const RULES = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(['critical', 'warning', 'info']) }),
            annotations: z.object({ summary: z.string(), runbook_url: z.url() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(textOf('alerts.yaml')))
  .groups.flatMap(({ rules }) => rules);

const DASHBOARD = z
  .object({
    panels: z.array(
      z.object({
        id: z.number(),
        title: z.string(),
        targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
      }),
    ),
  })
  .parse(JSON.parse(textOf('dashboard.json')));

const QUERIES: readonly (readonly [owner: string, expression: string])[] = [
  ...RULES.map(({ alert, expr }) => [alert, expr] as const),
  ...DASHBOARD.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** Operators replace it with the address of their copy. */
const REPOSITORY = 'https://github.com/example/epic-fhir-graphql-gateway/blob/main';

/** Returns the anchor that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s/g, '-');
}

/** Labels that Prometheus adds at a scrape. */
const SCRAPE_LABELS = new Set(['instance', 'job', 'le']);

/** Returns the labels of each metric name, including the names that a histogram expands to. */
async function labelsByMetric(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const text = await createMetrics({ version: '1.2.3' }).text();
  const kinds = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Map([
    ['up', new Set<string>()],
    ...kinds.flatMap(([, name = '', kind]) => {
      const labels = new Set<string>(Object.entries(INSTRUMENTS).find(([own]) => own === name)?.[1].labels);
      const names = kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
      return names.map((each) => [each, labels] as const);
    }),
  ]);
}

/** Returns the metrics and labels in a query. */
function parseQuery(expression: string): { readonly metrics: string[]; readonly labels: string[] } {
  const metrics = [...expression.matchAll(/\b(up|(?:gateway|nodejs|process)_\w+)\b(?!\s*=)/g)].map(
    ([, name = '']) => name,
  );
  const selected = [...expression.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  );
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inside = '']) =>
    inside.split(',').map((label) => label.trim()),
  );
  return { metrics, labels: [...selected, ...grouped] };
}

describe('the dashboard and the alerts', () => {
  it('queries only metrics and labels of the gateway, and at least one metric each time', async () => {
    const all = await labelsByMetric();
    for (const [owner, expression] of QUERIES) {
      const { metrics, labels } = parseQuery(expression);
      expect({ owner, hasMetric: metrics.length > 0 }).toEqual({ owner, hasMetric: true });
      expect({ owner, unknown: metrics.filter((name) => !all.has(name)) }).toEqual({ owner, unknown: [] });
      const allowed = new Set(metrics.flatMap((name) => Array.from(all.get(name) ?? [])));
      const foreign = labels.filter((label) => !allowed.has(label) && !SCRAPE_LABELS.has(label));
      expect({ owner, foreign }).toEqual({ owner, foreign: [] });
    }
    expect(QUERIES.length).toBeGreaterThan(50);
  });

  it('shows every metric of the gateway on the dashboard', () => {
    const shown = new Set(
      DASHBOARD.panels
        .flatMap(({ targets }) => targets.flatMap(({ expr }) => parseQuery(expr).metrics))
        .map((name) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect(Object.keys(INSTRUMENTS).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('uses only labels in legends that the query keeps', () => {
    for (const { title, targets } of DASHBOARD.panels) {
      for (const { expr, legendFormat } of targets) {
        const { labels } = parseQuery(expr);
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        expect({ title, unknown: named.filter((label) => !labels.includes(label)) }).toEqual({
          title,
          unknown: [],
        });
      }
    }
  });

  it('gives each panel a different id', () => {
    const ids = DASHBOARD.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a section for each alert in docs/observability.md', () => {
    const headings = [...readFileSync('docs/observability.md', 'utf8').matchAll(/^### (\w+)$/gm)].map(
      ([, name]) => name,
    );
    expect(RULES.map(({ alert }) => alert)).toEqual(headings);
  });

  it('links each alert to a section of the runbook that names it', () => {
    const sections = new Map(
      readFileSync('docs/runbook.md', 'utf8')
        .split(/^## /m)
        .map((section) => [anchorOf(section.split('\n', 1)[0] ?? ''), section]),
    );
    for (const { alert, annotations } of RULES) {
      const [page, anchor = ''] = annotations.runbook_url.split('#');
      expect({ alert, page }).toEqual({ alert, page: `${REPOSITORY}/docs/runbook.md` });
      expect({ alert, section: sections.get(anchor) ?? '' }).toEqual({
        alert,
        section: matching(new RegExp(`\\[${alert}\\]\\(observability\\.md#${alert.toLowerCase()}\\)`)),
      });
    }
  });

  it('documents a command that replaces the address of the repository in all links', () => {
    const [command = '', from = '', to = ''] =
      /^sed -i 's#(.+)#(.+)#' deploy\/observability\/alerts\.yaml$/m.exec(
        readFileSync('docs/observability.md', 'utf8'),
      ) ?? [];
    expect(from).toBe(REPOSITORY);
    const { stdout } = spawnSync('sh', ['-c', command.replace('sed -i', 'sed')], { encoding: 'utf8' });
    expect(stdout).not.toContain(from);
    expect(stdout.split(`runbook_url: ${to}/docs/runbook.md#`)).toHaveLength(RULES.length + 1);
  });

  it('uses the alert file and job of prometheus.yaml, and every part of otel-collector.yaml', () => {
    const prometheus = z
      .object({
        rule_files: z.array(z.string()),
        scrape_configs: z.array(z.object({ job_name: z.string() })),
      })
      .parse(parse(textOf('prometheus.yaml')));
    expect(prometheus.rule_files.filter((file) => !existsSync(join(FOLDER, file)))).toEqual([]);
    const [job] = prometheus.scrape_configs;
    const jobs = QUERIES.flatMap(([, expr]) => [...expr.matchAll(/job="([^"]*)"/g)].map(([, name]) => name));
    expect(new Set(jobs)).toEqual(new Set([job?.job_name]));

    const parts = z.record(z.string(), z.unknown());
    const collector = z
      .object({
        receivers: parts,
        processors: parts,
        exporters: parts,
        service: z.object({
          pipelines: z.object({
            traces: z.object({
              receivers: z.array(z.string()),
              processors: z.array(z.string()),
              exporters: z.array(z.string()),
            }),
          }),
        }),
      })
      .parse(parse(textOf('otel-collector.yaml')));
    const { traces } = collector.service.pipelines;
    expect(Object.keys(collector.receivers)).toEqual(traces.receivers);
    expect(Object.keys(collector.processors)).toEqual(traces.processors);
    expect(Object.keys(collector.exporters)).toEqual(traces.exporters);
  });
});

const HAS_PROMTOOL = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'promtool')));

describe.skipIf(!HAS_PROMTOOL)('promtool, if installed (Debian: apt-get install promtool)', () => {
  it('accepts the alert rules', () => {
    const { status, stderr } = spawnSync('promtool', ['check', 'rules', join(FOLDER, 'alerts.yaml')], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('accepts the metrics of the gateway', async () => {
    const text = await createMetrics({ version: '1.2.3' }).text();
    const own = text
      .split('\n')
      .filter((line) => /\bgateway_/.test(line))
      .join('\n');
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      encoding: 'utf8',
      input: `${own}\n`,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
