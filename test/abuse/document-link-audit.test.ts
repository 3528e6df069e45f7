import { describe, expect, it } from 'vitest';
import { outcomeAt, withOptions } from '../server/linked-documents.ts';
import { at } from '../support/expected.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';

describe('the audit of a document link [T1-R1]', () => {
  it('records the content, the reader and the purpose of an opened link, and a refused caller', () => {
    const kept = createMemoryAudit({ upstream: 'https://ehr.example/fhir' });
    return withOptions({ server: { audit: kept.audit } }, async (linked) => {
      const headers = { ...(await linked.bearer()), 'x-purpose-of-use': 'PATADMIN' };
      const link = await linked.link(headers);
      kept.take();
      expect((await linked.open(link)).status).toBe(200);
      const read = JSON.stringify(kept.take());
      for (const part of ['DocumentReference/d1', 'Binary/b0', 'Patient/a', 'dr-mbeki', 'PATADMIN'])
        expect(read).toContain(part);
      await linked.open(link, await linked.bearer('user/*.rs', { subject: 'mallory' }));
      const refused = JSON.stringify(kept.take());
      for (const part of ['mallory', 'DocumentReference/d1']) expect(refused).toContain(part);
      expect(refused).not.toContain('Binary');
    });
  });

  it('records whether the reader signed in', () => {
    const kept = createMemoryAudit({ upstream: 'https://ehr.example/fhir' });
    return withOptions({ server: { audit: kept.audit } }, async (linked) => {
      const headers = await linked.bearer();
      const link = await linked.link(headers);
      kept.take();
      const signIns = async (sent: Readonly<Record<string, string>>): Promise<unknown[]> => {
        expect((await linked.open(link, sent)).status).toBe(200);
        return kept.take().map(({ entity = [] }) => at(entity.at(-1), 'detail', 1));
      };
      const byLink = {
        type: 'signIn',
        valueString: 'None. The request opened a link that was given to this caller.',
      };
      expect(await signIns({})).toEqual([byLink, byLink]);
      expect(await signIns(headers)).toEqual([undefined, undefined]);
    });
  });

  it('records the person of an expired link, and of an altered link only a signed-in caller', () => {
    const kept = createMemoryAudit({ upstream: 'https://ehr.example/fhir' });
    return withOptions({ server: { audit: kept.audit } }, async (linked) => {
      const headers = await linked.bearer();
      const link = await linked.link(headers);
      kept.take();
      const altered = link.slice(0, -10) + (link.at(-10) === 'A' ? 'Q' : 'A') + link.slice(-9);
      const refusedLines = (): string[] =>
        linked.gateway.logLines.filter((line) => line.includes('document_link_refused'));
      await linked.open(altered);
      expect(kept.take()).toEqual([]);
      expect(refusedLines()).toEqual([expect.stringContaining('"reason":"invalid"')]);
      await linked.open(altered, await linked.bearer('user/*.rs', { subject: 'mallory' }));
      const forged = JSON.stringify(kept.take());
      for (const part of ['mallory', 'Refused: link invalid.']) expect(forged).toContain(part);
      linked.clock.elapsed = 121_000;
      expect((await linked.open(link)).status).toBe(410);
      const expired = JSON.stringify(kept.take());
      for (const part of ['dr-mbeki', 'DocumentReference/d1', 'Refused: link expired.', 'None. The request'])
        expect(expired).toContain(part);
      expect(refusedLines()).toHaveLength(3);
      expect(linked.gateway.logLines.join()).not.toContain(link.slice(11, 40));
    });
  });

  it('withholds the content when a required audit fails', () => {
    const kept = createMemoryAudit({ upstream: 'https://ehr.example/fhir', isRequired: true });
    return withOptions({ server: { audit: kept.audit } }, async (linked) => {
      const link = await linked.link(await linked.bearer());
      kept.isBroken = true;
      await expect(outcomeAt(linked, link)).resolves.toMatchObject({
        status: 503,
        code: 'AUDIT_UNAVAILABLE',
      });
    });
  });
});
