/** Documents of the sandbox that say what a test wants. */
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Replaces the content of each of a patient's documents; a Binary keeps its id and its content type. Returns how many there are. */
export function replaceContents(
  sandbox: Sandbox,
  patientId: string,
  contentOf: (contentType: string, index: number) => string,
): number {
  const binaries = sandbox.chart(patientId, 'Binary');
  for (const [index, { id, contentType }] of binaries.entries()) {
    const data = Buffer.from(contentOf(contentType, index)).toString('base64');
    sandbox.fault({
      match: { operation: 'read', path: new RegExp(`/Binary/${id.replaceAll('.', String.raw`\.`)}$`) },
      times: Infinity,
      kind: 'json',
      body: { resourceType: 'Binary', id, contentType, data },
    });
  }
  return binaries.length;
}
