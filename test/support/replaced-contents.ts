/** Replaces the contents of the sandbox's documents. */
import type { Sandbox } from 'epic-fhir-sandbox';
import type { Binary, DocumentReference, Stored } from '../../src/fhir/types.ts';

/** Replaces the content of each of a patient's documents. Binaries keep their ids and content types. */
export function replaceContents(
  sandbox: Sandbox,
  patientId: string,
  contentOf: (contentType: string) => string,
): void {
  for (const { id, contentType } of sandbox.chart(patientId, 'Binary')) {
    replaceBinary(sandbox, { id, contentType }, contentOf(contentType));
  }
}

/** Replaces the contents of a document. */
export function replaceContentsOf(
  sandbox: Sandbox,
  { content }: Stored<DocumentReference>,
  written: string,
): void {
  for (const { attachment } of content) {
    const id = attachment.url?.replace('Binary/', '') ?? '';
    replaceBinary(sandbox, { id, contentType: attachment.contentType ?? '' }, written);
  }
}

function replaceBinary(
  sandbox: Sandbox,
  binary: Pick<Stored<Binary>, 'id' | 'contentType'>,
  content: string,
): void {
  sandbox.fault({
    match: { operation: 'read', path: new RegExp(`/Binary/${binary.id.replaceAll('.', String.raw`\.`)}$`) },
    times: Infinity,
    kind: 'json',
    body: { resourceType: 'Binary', ...binary, data: Buffer.from(content).toString('base64') },
  });
}
