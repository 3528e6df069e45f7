import { readFileSync } from 'node:fs';
import type { Sandbox } from 'epic-fhir-sandbox';
import { type AuditResult, auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const PAGE = readFileSync('docs/graphql-over-http.md', 'utf8');

/** Returns the cells of each table row of the page whose first cell matches. */
function tableRows(first: RegExp): string[][] {
  return PAGE.split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell = '']) => first.test(cell));
}

function levelOf({ name }: AuditResult): string {
  return name.split(' ')[0] ?? '';
}

let sandbox: Sandbox;
let gateway: Gateway;
let results: AuditResult[];

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
  results = await auditServer({ url: gateway.http.get('/graphql').url });
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

describe('GraphQL over HTTP', () => {
  it('meets every MUST of GraphQL over HTTP', () => {
    const failed = results.filter(({ name, status }) => name.startsWith('MUST') && status !== 'ok');
    expect(failed).toEqual([]);
    expect(results.length).toBeGreaterThan(50);
  });

  it('fails only the audits that docs/graphql-over-http.md lists with a reason', () => {
    const failed = results.flatMap((audit) =>
      audit.status === 'ok' ? [] : [`\`${audit.id}\` ${levelOf(audit)}`],
    );
    const listed = tableRows(/^`[\dA-Z]{4}`$/);
    expect(listed.map(([id, level]) => `${id} ${level}`).toSorted()).toEqual(failed.toSorted());
    expect(listed.filter((cells) => cells.length !== 5 || cells.includes(''))).toEqual([]);
  });

  it('passes as many audits of each level as docs/graphql-over-http.md says', () => {
    const figures = ['MUST', 'SHOULD', 'MAY'].map((level) => {
      const ofLevel = results.filter((audit) => levelOf(audit) === level);
      return [level, ofLevel.length, ofLevel.filter(({ status }) => status === 'ok').length].map(String);
    });
    expect(tableRows(/^(MUST|SHOULD|MAY)$/)).toEqual(figures);
  });
});
