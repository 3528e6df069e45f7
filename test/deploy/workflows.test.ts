import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { findMissingScripts } from '../support/npm-scripts.ts';

const FOLDER = '.github/workflows';
const step = z.object({ uses: z.string().optional(), run: z.string().optional() });
const workflow = z.object({
  permissions: z.unknown(),
  jobs: z.record(z.string(), z.object({ 'timeout-minutes': z.number(), steps: z.array(step) })),
});
const WORKFLOWS = readdirSync(FOLDER).map((file) => {
  const { permissions, jobs } = workflow.parse(parseYaml(readFileSync(`${FOLDER}/${file}`, 'utf8')));
  return { file, permissions, steps: Object.values(jobs).flatMap(({ steps }) => steps) };
});

it('a change and a release have to pass .ci/run', () => {
  const files = WORKFLOWS.filter(({ steps }) => steps.some(({ run }) => run === '.ci/run')).map(
    ({ file }) => file,
  );
  expect(files.toSorted()).toEqual(['ci.yaml', 'release.yaml']);
  expect(existsSync('.ci/run')).toBe(true);
});

describe.each(WORKFLOWS)('the workflow $file', ({ permissions, steps }) => {
  const commands = steps.flatMap(({ run = '' }) => run.split('\n'));

  it('grants only read access, except to jobs that declare more', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  it('names only npm scripts that exist', () => {
    expect(findMissingScripts(commands.join('\n'))).toEqual([]);
  });

  it('pins actions to a major version, for Renovate to pin to digests', () => {
    const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@(v\d+|[\da-f]{40})$/.test(action))).toEqual([]);
    const { extends: presets } = z
      .object({ extends: z.array(z.string()) })
      .parse(JSON.parse(readFileSync('renovate.json', 'utf8')));
    expect(presets).toContain('helpers:pinGitHubActionDigests');
  });

  it('passes no text of an event to a shell', () => {
    expect(
      commands.filter((line) => line.includes('${{ github.event') || line.includes('${{ github.head')),
    ).toEqual([]);
  });
});
