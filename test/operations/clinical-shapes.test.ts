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

  it('resolves a contained reference to the contained resource', async () => {
    const { references, codes } = await referencesOf(encounters.CONTAINED_REFERENCES);
    const contained = references.filter(({ reference }) => reference?.startsWith('#'));
    expect(contained.length).toBeGreaterThan(0);
    expect(contained.map(({ reference, resource }) => [reference, resource?.id])).toEqual(
      contained.map(({ reference }) => [reference, reference]),
    );
    expect(codes).toEqual([]);
  });

  it.each([
    ['only a display', encounters.DISPLAY_REFERENCES],
    ['only an identifier', encounters.LOGICAL_REFERENCES],
    ['a target that no longer exists', encounters.DANGLING_REFERENCES],
  ])('returns no resource and no error for a reference with %s', async (_what, id) => {
    const { references, codes } = await referencesOf(id);
    expect(references.length).toBeGreaterThan(0);
    expect(references.some(({ resource }) => resource === null)).toBe(true);
    expect(codes).toEqual([]);
  });

  it('follows a versioned reference to the current version of the record', async () => {
    const { references } = await referencesOf(encounters.VERSIONED_REFERENCE);
    const versioned = references.filter(({ reference }) => reference?.includes('/_history/'));
    expect(versioned.length).toBeGreaterThan(0);
    expect(versioned.every(({ resource }) => resource !== null)).toBe(true);
  });

  it('does not follow a reference to another server', async () => {
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
  ])('returns a %s and a text for the value of an observation', async (typename, id) => {
    const [type, shown] = await valueOf(id);
    expect(type).toBe(typename);
    expect(shown).toMatch(/\S/);
  });

  it('describes sampled data by its number of measurements', async () => {
    const [type, shown] = await valueOf(observations.SAMPLED_DATA_VALUE);
    expect([type, shown]).toEqual(['SampledData', expect.stringMatching(/^Series of \d+ measurements$/)]);
  });

  it('shows the code of a concept without text, and never an OID', async () => {
    await expect(valueOf(observations.CODE_ONLY_CONCEPT_VALUE)).resolves.toEqual([
      'CodeableConcept',
      'code 41007',
    ]);
  });

  it('keeps the digits of a value as sent, in the value and in the raw resource', async () => {
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

  it('fetches a document once for its text, HTML and data', async () => {
    const { content, codes, calls } = await contentOf(documents.HOSTILE_NOTE);
    expect([codes, calls]).toEqual([[], 2]);
    expect(content?.contentType).toMatch(/^text\/html/);
    expect(content?.html).not.toMatch(/<script|<style|onclick|javascript:|<img[^>]+src=.?http/i);
    expect(content?.text).not.toMatch(/<script|<style|onclick/i);
    expect(content?.data).toMatch(/^[A-Za-z0-9+/=]+$/);
  });

  it('converts an RTF document to plain text', async () => {
    const { content } = await contentOf(documents.RTF_NOTE);
    expect(content?.text).toContain(documents.RTF_TEXT);
    expect(content?.html).toBeNull();
  });

  it('returns only the data of a document with another content type', async () => {
    const { content } = await contentOf(documents.PDF_NOTE);
    expect([content?.contentType, content?.text, content?.html]).toEqual(['application/pdf', null, null]);
    expect(Buffer.from(content?.data ?? '', 'base64').toString('latin1')).toMatch(/^%PDF-/);
  });

  it('returns a coded error for the content of a document that is too large', async () => {
    const { content, codes } = await contentOf(documents.LARGE_NOTE);
    expect(content).toMatchObject({ text: null, html: null, data: null });
    expect(new Set(codes)).toEqual(new Set(['CONTENT_TOO_LARGE']));
  });

  it.each([
    ['is inline, without a fetch', documents.INLINE_NOTE, 1],
    ['is plain text', documents.PLAIN_NOTE, 2],
    ['uses a legacy character set', documents.LATIN_1_NOTE, 2],
  ])('returns readable text for a document that %s', async (_what, id, calls) => {
    const found = await contentOf(id);
    expect([found.codes, found.calls]).toEqual([[], calls]);
    expect(found.content?.text).toMatch(/\p{L}/u);
    expect(found.content?.text).not.toContain('�');
  });

  it.each([
    ['no longer exists', documents.DANGLING_NOTE],
    ['is empty', documents.EMPTY_NOTE],
    ['is on another server', documents.ABSOLUTE_NOTE],
  ])('returns null without an error for the content of a document that %s', async (_what, id) => {
    const { content, codes } = await contentOf(id);
    expect([content?.text, content?.html, content?.data, codes]).toEqual([null, null, null, []]);
  });
});
