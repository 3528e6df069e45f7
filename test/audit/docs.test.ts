import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { createOperationEvents } from '../../src/audit/operation-events.ts';
import { NO_OWNER } from '../../src/audit/event-sink.ts';
import { openSpool } from '../../src/audit/spool.ts';
import { matching } from '../support/expected.ts';
import { AUDIT_SOURCE, operationOf } from './actors.ts';
import { problemsOf } from './definitions.ts';

it('docs/audit.md shows the event that a search for labs creates', () => {
  const operation = operationOf();
  const search = 'category=laboratory&patient=erXuFYUfucBZaryVksYEcMg3';
  operation.accessLog.addSearch({ type: 'Observation', text: search, patientId: 'erXuFYUfucBZaryVksYEcMg3' });
  for (const id of ['eLab.1', 'eLab.2']) {
    operation.accessLog.addResource({
      resource: {
        resourceType: 'Observation',
        id,
        status: 'final',
        code: {},
        subject: { reference: 'Patient/erXuFYUfucBZaryVksYEcMg3' },
      },
      interaction: 'search',
      search,
    });
  }
  const events = createOperationEvents(operation, AUDIT_SOURCE);
  expect(events.flatMap(problemsOf)).toEqual([]);
  expect(JSON.parse(readCodeBlock('json'))).toEqual({ ...events[0], id: matching(/^[\da-f-]{36}$/) });
});

it('the SQL in docs/audit.md queues undeliverable events again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  const path = join(folder, 'spool.sqlite');
  try {
    const spool = openSpool({ path, maxEvents: 10 });
    spool.add([{ events: ['one', 'two'], kind: 'access', owner: NO_OWNER }]);
    const [first] = spool.oldest(1);
    spool.settle([], new Map([[first?.id ?? 0, 422]]));
    spool.close();
    const database = new DatabaseSync(path);
    database.exec(readCodeBlock('sql'));
    database.close();
    const reopened = openSpool({ path, maxEvents: 10 });
    expect([reopened.oldest(10).map(({ json }) => json), reopened.undeliverable]).toEqual([
      ['two', 'one'],
      0,
    ]);
    reopened.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Returns the page's only code block in the language. */
function readCodeBlock(language: string): string {
  const [, text = ''] =
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readFileSync('docs/audit.md', 'utf8')) ?? [];
  return text;
}
