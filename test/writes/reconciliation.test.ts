import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccessLog } from '../../src/audit/access-log.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import type { NewNote } from '../../src/fhir/write-note.ts';
import type { DocumentContents } from '../../src/loaders/document-contents.ts';
import { findNote } from '../../src/writes/reconciliation.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { memoryStore, openVisit, write } from '../support/writing.ts';

let sandbox: Sandbox;
let gateway: Gateway;
let operations: Operations;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(async () => {
  gateway = await startGateway(sandbox, { store: memoryStore() });
  operations = await startOperations(sandbox);
});

afterEach(async () => {
  await gateway.close();
  await operations.close();
});

afterAll(() => sandbox.close());

/** Searches for one of two notes of a visit. Reading the other note fails with the code. */
async function findNextToUnreadable(
  code: ErrorCode,
): Promise<{ found: Promise<unknown>; id: string | undefined; accessLog: AccessLog }> {
  const sentAt = Date.now();
  const about = { patientId: CAMILA_LOPEZ, encounterId: openVisit(sandbox), type: 'PROGRESS' } as const;
  const note: NewNote = { ...about, docStatus: 'final', text: `Walks well with ${code}.` };
  for (const text of ['Another.', note.text])
    await write(gateway, 'createClinicalNote', { ...about, status: 'FINAL', text });
  const [other, sent] = sandbox.created.slice(-2);
  const { loaders, operation } = operations.begin();
  const { lists, contents } = loaders;
  const read: DocumentContents['text'] = async (content) => {
    if (content.resource.id === other?.id) throw new GatewayError(code, 'This note is unreadable.');
    return contents.text(content);
  };
  const found = findNote({ lists, contents: { ...contents, text: read } }, note, sentAt);
  return { found, id: sent?.id, accessLog: operation.accessLog };
}

describe('findNote', () => {
  it.each(['CONTENT_TOO_LARGE', 'CONVERSION_FAILED'] as const)(
    'finds a note next to another whose content fails with %s, and names only this note in the audit',
    async (code) => {
      const { found, id, accessLog } = await findNextToUnreadable(code);
      expect(id).toBeDefined();
      await expect(found).resolves.toMatchObject({ id });
      const notes = accessLog.accessed.filter(({ type }) => type === 'DocumentReference');
      expect(notes.map((note) => note.id)).toEqual([id]);
    },
  );

  it.each(['CONVERSION_OVERLOADED', 'UPSTREAM_TIMEOUT'] as const)(
    'rejects if another note is temporarily unreadable (%s)',
    async (code) => {
      const { found } = await findNextToUnreadable(code);
      expect(await rejectionOf(found)).toMatchObject({ code });
    },
  );
});
