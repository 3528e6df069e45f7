import type { Sandbox } from 'epic-fhir-sandbox';
import {
  documentShapes as documents,
  encounterShapes as encounters,
  observationShapes as observations,
} from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask } from '../support/upstream.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

describe('a reference of an encounter', () => {
  interface Reference {
    reference: string | null;
    type: string | null;
    display: string | null;
    resource: { id: string } | null;
  }
  interface Answer {
    encounter: {
      locations: { location: Reference | null }[];
      participants: { individual: Reference | null }[];
      serviceProvider: Reference | null;
    };
  }
  const PARTS = 'reference type display';

  async function referencesOf(id: string): Promise<{ references: Reference[]; codes: string[] }> {
    const { data, errors } = await ask<Answer>(
      gateway,
      sandbox,
      `query ($id: ID!) { encounter(id: $id) {
        locations { location { ${PARTS} resource { id } } }
        participants { individual { ${PARTS} resource {
          ... on Practitioner { id } ... on PractitionerRole { id } ... on Patient { id } ... on Organization { id }
        } } }
        serviceProvider { ${PARTS} resource { id } }
      } }`,
      { id },
    );
    const { locations, participants, serviceProvider } = data.encounter;
    const references = [
      ...locations.map(({ location }) => location),
      ...participants.map(({ individual }) => individual),
      serviceProvider,
    ].filter((reference) => reference !== null);
    return { references, codes: (errors ?? []).map(({ extensions }) => extensions.code) };
  }

  it('that is contained answers with what its container holds', async () => {
    const { references, codes } = await referencesOf(encounters.CONTAINED_REFERENCES);
    const contained = references.filter(({ reference }) => reference?.startsWith('#'));
    expect(contained.length).toBeGreaterThan(0);
    expect(contained.map(({ reference, resource }) => [reference, resource?.id])).toEqual(
      contained.map(({ reference }) => [reference, reference]),
    );
    expect(codes).toEqual([]);
  });

  it.each([
    ['words alone', encounters.DISPLAY_REFERENCES],
    ['an identifier alone', encounters.LOGICAL_REFERENCES],
    ['a record that is gone', encounters.DANGLING_REFERENCES],
  ])('of %s has no resource, and is no error', async (_what, id) => {
    const { references, codes } = await referencesOf(id);
    expect(references.length).toBeGreaterThan(0);
    expect(references.some(({ resource }) => resource === null)).toBe(true);
    expect(codes).toEqual([]);
  });

  it('that is versioned is followed to the record as it is now', async () => {
    const { references } = await referencesOf(encounters.VERSIONED_REFERENCE);
    const versioned = references.filter(({ reference }) => reference?.includes('/_history/'));
    expect(versioned.length).toBeGreaterThan(0);
    expect(versioned.every(({ resource }) => resource !== null)).toBe(true);
  });

  it('to another server is not asked for here', async () => {
    const { references, codes } = await referencesOf(encounters.ABSOLUTE_REFERENCES);
    const absolute = references.filter(({ reference }) => reference?.startsWith('http'));
    expect(absolute.length).toBeGreaterThan(0);
    expect(
      absolute.every(({ reference, resource }) =>
        reference?.startsWith(sandbox.baseUrl) ? resource !== null : resource === null,
      ),
    ).toBe(true);
    expect(codes).toEqual([]);
  });
});

describe('the value of an observation', () => {
  interface Answer {
    observation: { valueText: string | null; value: { kind: string } | null };
  }

  async function valueOf(id: string): Promise<[string | undefined, string | null]> {
    const { data, errors } = await gateway.query<Answer>(
      'query ($id: ID!) { observation(id: $id) { valueText value { kind: __typename } } }',
      { id },
    );
    expect(errors).toBeUndefined();
    return [data.observation.value?.kind, data.observation.valueText];
  }

  it.each([
    ['BooleanValue', observations.BOOLEAN_VALUE],
    ['IntegerValue', observations.INTEGER_VALUE],
    ['Range', observations.RANGE_VALUE],
    ['Ratio', observations.RATIO_VALUE],
    ['Period', observations.PERIOD_VALUE],
    ['TimeValue', observations.TIME_VALUE],
    ['DateTimeValue', observations.DATE_TIME_VALUE],
    ['Quantity', observations.COMPARATOR_VALUE],
  ])('is a %s with a text to show', async (typename, id) => {
    const [type, shown] = await valueOf(id);
    expect(type).toBe(typename);
    expect(shown).toMatch(/\S/);
  });

  it('of a curve says how long it is', async () => {
    const [type, shown] = await valueOf(observations.SAMPLED_DATA_VALUE);
    expect([type, shown]).toEqual(['SampledData', expect.stringMatching(/^Series of \d+ measurements$/)]);
  });

  it('of a code without words is the code, and never an OID', async () => {
    await expect(valueOf(observations.CODE_ONLY_CONCEPT_VALUE)).resolves.toEqual([
      'CodeableConcept',
      'code 41007',
    ]);
  });

  it('keeps the digits that were sent, in the value and in the raw resource', async () => {
    const id = observations.TRAILING_ZERO_VALUE;
    const { text } = await gateway.http.post('/graphql').send({
      query: `{ observation(id: "${id}") { valueText value { ... on Quantity { decimal } } resource } }`,
    });
    const [, decimal = ''] = /"decimal":"([^"]+)"/.exec(text) ?? [];
    expect(decimal).toMatch(/\.\d*0$/);
    expect(text).toContain(`"value":${decimal}`);
    expect(text).toContain(`"valueText":"${decimal}`);
  });
});

describe('the content of a document', () => {
  interface Content {
    contentType: string | null;
    text: string | null;
    html: string | null;
    data: string | null;
  }

  async function contentOf(id: string): Promise<{ content: Content | null; codes: string[]; calls: number }> {
    const { data, errors, calls } = await ask<{ documentReference: { content: Content | null } }>(
      gateway,
      sandbox,
      'query ($id: ID!) { documentReference(id: $id) { content { contentType text html data } } }',
      { id },
    );
    const codes = (errors ?? []).map(({ extensions }) => extensions.code);
    return { content: data.documentReference.content, codes, calls: calls.length };
  }

  it('is fetched once for its text, its HTML and its data', async () => {
    const { content, codes, calls } = await contentOf(documents.HOSTILE_NOTE);
    expect([codes, calls]).toEqual([[], 2]);
    expect(content?.contentType).toMatch(/^text\/html/);
    expect(content?.html).not.toMatch(/<script|<style|onclick|javascript:|<img[^>]+src=.?http/i);
    expect(content?.text).not.toMatch(/<script|<style|onclick/i);
    expect(content?.data).toMatch(/^[A-Za-z0-9+/=]+$/);
  });

  it('in RTF is plain text', async () => {
    const { content } = await contentOf(documents.RTF_NOTE);
    expect(content?.text).toContain(documents.RTF_TEXT);
    expect(content?.html).toBeNull();
  });

  it('of another kind is data alone', async () => {
    const { content } = await contentOf(documents.PDF_NOTE);
    expect([content?.contentType, content?.text, content?.html]).toEqual(['application/pdf', null, null]);
    expect(Buffer.from(content?.data ?? '', 'base64').toString('latin1')).toMatch(/^%PDF-/);
  });

  it('that is too large is a coded error on its own fields', async () => {
    const { content, codes } = await contentOf(documents.LARGE_NOTE);
    expect(content).toMatchObject({ text: null, html: null, data: null });
    expect(new Set(codes)).toEqual(new Set(['CONTENT_TOO_LARGE']));
  });

  it.each([
    ['stands in the document itself costs no fetch', documents.INLINE_NOTE, 1],
    ['is plain text is as it is', documents.PLAIN_NOTE, 2],
    ['is in an old character set is read in it', documents.LATIN_1_NOTE, 2],
  ])('that %s', async (_what, id, calls) => {
    const found = await contentOf(id);
    expect([found.codes, found.calls]).toEqual([[], calls]);
    expect(found.content?.text).toMatch(/\p{L}/u);
    expect(found.content?.text).not.toContain('�');
  });

  it.each([
    ['is gone', documents.DANGLING_NOTE],
    ['is empty', documents.EMPTY_NOTE],
    ['is at another server', documents.ABSOLUTE_NOTE],
  ])('that %s is nothing, and no error', async (_what, id) => {
    const { content, codes } = await contentOf(id);
    expect([content?.text, content?.html, content?.data, codes]).toEqual([null, null, null, []]);
  });
});
