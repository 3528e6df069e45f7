/** Prices operations as the gateway does, without starting one. */
import { getOperationAST, type GraphQLSchema, parse } from 'graphql';
import type { PriceSettings } from '../../../src/graphql/cost/pricing-scope.ts';
import { createPricing, type Price } from '../../../src/graphql/cost/price.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';

const SCHEMA = getSchema();

const SETTINGS: PriceSettings = {
  idBatchSize: 10,
  panel: { kind: 'list', identifier: 'clinic' },
  isIncluded: () => false,
};

export interface PricingOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly settings?: Partial<PriceSettings>;
  /** Replaces the schema of the gateway. */
  readonly schema?: GraphQLSchema;
}

export function priceOf(text: string, options: PricingOptions = {}): Price | null {
  const { variables = {}, settings = {}, schema = SCHEMA } = options;
  const document = parse(text);
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined)
    throw new Error('The document has no operation to price.');
  return createPricing(schema)({ document, operation, variables }, { ...SETTINGS, ...settings });
}

export function callsOf(text: string, options?: PricingOptions): number | undefined {
  return priceOf(text, options)?.calls;
}
