/** Renders the JSON Schema of the sites file, which editors use to complete and validate it. */
import { z } from 'zod';
import { CALLER_KEYS, nameKeys, SANDBOX_PROFILES, SECRET_KEYS, SITE_KEYS } from '../src/config/site-keys.ts';
import { siteId } from '../src/config/values.ts';
import { environmentSchema, VARIABLES } from '../src/config/variables.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The form of each variable as it is written, and as it is parsed. */
const WRITTEN = z.toJSONSchema(environmentSchema, { io: 'input', unrepresentable: 'any' }).properties ?? {};
const PARSED = z.toJSONSchema(environmentSchema, { io: 'output', unrepresentable: 'any' }).properties ?? {};

const TEXT = ['string', 'null'] as const;

const SITE: JsonSchema = {
  type: 'object',
  properties: {
    name: { description: 'The name for people, which `GET /sites` returns.', type: TEXT },
    sandbox: {
      description: 'The profile of an embedded sandbox, in place of `baseUrl`. Never in production.',
      type: TEXT,
      enum: [...SANDBOX_PROFILES, null],
    },
    inheritsIdempotencyKeys: {
      description:
        'Whether the site finds the idempotency keys that the gateway stored for its FHIR server before the sites file. By default true for the only site of a `baseUrl`, and for DEFAULT_SITE. With WRITES_ENABLED, several sites of one `baseUrl` need one.',
      type: ['boolean', 'null'],
    },
    ...describeKeys(SITE_KEYS),
    ...Object.fromEntries(Object.entries(SECRET_KEYS).map(([key, name]) => [key, describeSecret(name)])),
    callers: {
      description:
        'The site’s own token issuer. Its tokens reach this site only, whatever they claim. No other site may have it.',
      type: ['object', 'null'],
      properties: describeKeys(CALLER_KEYS),
      additionalProperties: false,
    },
  },
  additionalProperties: false,
  not: {
    required: ['sandbox', 'baseUrl'],
    properties: { sandbox: { type: 'string' }, baseUrl: { type: 'string' } },
  },
};

export function sitesSchema(): string {
  const schema: JsonSchema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The sites file of the gateway (SITES_FILE)',
    type: 'object',
    properties: {
      $schema: { description: 'The location of this schema, for editors.', type: 'string' },
      defaults: { description: 'Settings of every site that does not have its own.', $ref: '#/$defs/site' },
      sites: {
        description: 'The sites by id: 1 to 63 characters from a–z, 0–9 and -.',
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: z.toJSONSchema(siteId).pattern },
        additionalProperties: { $ref: '#/$defs/site' },
      },
    },
    required: ['sites'],
    additionalProperties: false,
    $defs: { site: SITE },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function describeKeys(keys: Readonly<Record<string, string>>): JsonSchema {
  return Object.fromEntries(Object.entries(keys).map(([key, variable]) => [key, describeKey(variable)]));
}

function describeKey(variable: string): JsonSchema {
  const { about, expects } = factsOf(variable);
  return { description: nameKeys(`${about} Expects ${expects}.`), ...formOf(variable) };
}

function describeSecret(variable: string): JsonSchema {
  const { about, expects } = factsOf(variable);
  return {
    description: `The name of the environment variable with this value: ${nameKeys(`${about} Expects ${expects}.`)}`,
    type: TEXT,
    minLength: 1,
  };
}

/** Numbers and lists may also be text, in the form of the variable. Null stands for a key that is not set. */
function formOf(variable: string): JsonSchema {
  const { type, minimum, maximum, items, default: value } = asSchema(PARSED[variable]);
  const { enum: words, ...written } = asSchema(WRITTEN[variable]);
  const initial = value === undefined ? {} : { default: value };
  if (type === 'number')
    return { type: ['integer', 'string', 'null'], minimum, maximum, pattern: written['pattern'], ...initial };
  if (type === 'array') return { type: ['string', 'array', 'null'], minLength: 1, minItems: 1, items };
  const texts = { ...written, type: TEXT };
  return Array.isArray(words) ? { ...texts, enum: words.concat(null) } : texts;
}

function asSchema(schema: unknown): JsonSchema {
  return typeof schema === 'object' && schema !== null ? { ...schema } : {};
}

function factsOf(variable: string): { readonly about: string; readonly expects: string } {
  const facts = VARIABLES.get(variable);
  if (facts === undefined) throw new Error(`${variable} has no facts`);
  return facts;
}
