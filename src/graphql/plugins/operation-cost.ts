/** Estimates the cost of each operation before execution, refuses it if the cost is too high, and reports it in the response. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { createAuthorization } from '../../access/authorization.ts';
import { mayLabelsHideFrom } from '../../access/security-labels.ts';
import type { Capabilities } from '../../epic/capabilities.ts';
import { GatewayError } from '../../errors.ts';
import { searchesByDay } from '../../loaders/clinic-day.ts';
import type { Context } from '../context.ts';
import { UNCOUNTABLE } from '../cost/cardinality.ts';
import { createPricing, type Price } from '../cost/price.ts';
import type { PriceSettings } from '../cost/pricing-scope.ts';
import { DESCRIPTION_MEMORY_PER_BYTE, MAX_DESCRIPTION_BYTES } from '../cost/schema-description.ts';
import { refusalError } from './refusal.ts';

/** As for other documents that Apollo Server does not execute: there is no data, and a retry would fail again. */
const REFUSAL_STATUS = 400;

/** Lists are seldom full, so the estimated size may exceed the limit by this factor. */
const PRICE_TOLERANCE = 4;

/** The prices of the operations that are being answered. */
const prices = new WeakMap<Context, Promise<Price | null>>();

/** Returns the price of an operation that is being answered, once it is known; null if it has none. */
export async function priceOfOperation(context: Context): Promise<Price | null> {
  return (await prices.get(context)) ?? null;
}

/** Refuses operations whose estimated FHIR requests or response size exceed the limits. */
export function limitOperationCost(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  const priceOf = createPricing(schema);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (operation === undefined) return;
          const { responseBudget } = contextValue;
          const variables = request.variables ?? {};
          const pricing = priceAtServer(contextValue, (settings) =>
            priceOf({ document, operation, variables }, settings),
          );
          prices.set(contextValue, pricing);
          const price = await pricing;
          if (price === null) return;
          const problem = findCostProblem(price, limitsOf(contextValue));
          if (problem !== null) throw refusalError(problem, REFUSAL_STATUS);
          responseBudget.charge(price.descriptionBytes, price.descriptionBytes * DESCRIPTION_MEMORY_PER_BYTE);
        },
      };
    },
  };
}

/** Returns the error that refuses an operation of this price; null if the limits admit it. */
export function findCostProblem(
  price: Price,
  { maxUpstreamCalls, maxResponseBytes }: CostLimits,
): GatewayError | null {
  if (price.calls > maxUpstreamCalls) return tooExpensiveError(price, maxUpstreamCalls);
  const maxDescriptionBytes = Math.min(MAX_DESCRIPTION_BYTES, maxResponseBytes);
  if (price.descriptionBytes > maxDescriptionBytes) return descriptionTooLargeError(maxDescriptionBytes);
  return price.bytes > maxResponseBytes * PRICE_TOLERANCE
    ? estimateTooLargeError(price, maxResponseBytes)
    : null;
}

/** Whether the limits admit an operation of this price. */
export function isAdmitted(price: Price, context: Context): boolean {
  return findCostProblem(price, limitsOf(context)) === null;
}

function limitsOf({ budget, responseBudget }: Context): CostLimits {
  return { maxUpstreamCalls: budget.limit, maxResponseBytes: responseBudget.maxBytes };
}

interface CostLimits {
  readonly maxUpstreamCalls: number;
  readonly maxResponseBytes: number;
}

/**
 * Prices an operation by the server's capabilities, so that it always has the same price. Waits for them only if the price depends on them and the
 * server has not described itself yet.
 */
async function priceAtServer(
  context: Context,
  priceAt: (settings: PriceSettings) => Price | null,
): Promise<Price | null> {
  const { budget, upstream } = context;
  const { client } = upstream;
  let dependsOnServer = false;
  const latest = client.latestCapabilities();
  const price = priceAt(
    priceSettings(context, () => {
      dependsOnServer = true;
      return latest;
    }),
  );
  const isFinal = latest !== null || !dependsOnServer;
  const described = isFinal ? null : await client.capabilities(budget).catch(() => null);
  const final = described === null ? price : priceAt(priceSettings(context, () => described));
  if (final !== null) budget.setEstimate(final.calls);
  return final;
}

function priceSettings(
  { caller, launch, upstream }: Context,
  capabilities: () => Capabilities | null,
): PriceSettings {
  const { client, panel, isPanelOnly, idBatchSize, patientSees } = upstream;
  return {
    panel,
    isPanelOnly,
    idBatchSize,
    isIncluded: (type, include) => capabilities()?.hasInclude(type, include) === true,
    searchesByDay: () => searchesByDay(capabilities()),
    isEpic: () => capabilities()?.isEpic ?? true,
    hasReferenceDisplays: () => capabilities()?.isEpic === true,
    launch,
    permittedPatients() {
      // Scopes that the panel limits cover more patients, whom the gateway knows only after it has read the panel.
      const limits = { caller, members: null, patientSees, server: client.urls };
      const permitted = createAuthorization(limits).permittedPatients('Patient', 'r');
      return permitted === null ? null : [...permitted];
    },
  };
}

/**
 * Reports the estimated and actual FHIR requests of an operation and its warnings in `extensions.fhir`. To callers from whom labels may hide
 * records, it reports the estimate in place of the actual requests.
 */
export function reportOperationCost(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      let isExecuted = false;
      return {
        async executionDidStart() {
          isExecuted = true;
        },
        async willSendResponse({ response, contextValue }) {
          const { budget, caller, loaders, upstreamTrace, explanation } = contextValue;
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const { estimatedRequests, warnings } = budget.usage;
          // Further pages are read in place of hidden records, so the actual requests show how many there are.
          const requests =
            isExecuted && mayLabelsHideFrom(caller) ? (estimatedRequests ?? 0) : budget.usage.requests;
          // Without data, nothing was executed. Report a refused operation only if it has an estimate, the likely reason for the refusal.
          if (singleResult.data === undefined && (estimatedRequests ?? 0) === 0) return;
          const panelAgeMs = loaders.panelAgeMs();
          singleResult.extensions = {
            ...singleResult.extensions,
            fhir: {
              requests,
              estimatedRequests,
              warnings,
              ...(panelAgeMs !== null && {
                panel: { fromMemory: true, ageSeconds: Math.floor(panelAgeMs / 1000) },
              }),
              ...(upstreamTrace && { upstream: upstreamTrace.list() }),
              ...(explanation === 'price' &&
                describePrice(budget.limit, await priceOfOperation(contextValue))),
            },
          };
        },
      };
    },
  };
}

/** Returns what a response states about a price in addition to its figure. `maxRequests` is null without a limit. */
function describePrice(limit: number, price: Price | null) {
  return {
    maxRequests: limit === Infinity ? null : limit,
    costliest: (price?.costliest ?? []).map(({ path, calls }) => ({ field: path, requests: calls })),
  };
}

function descriptionTooLargeError(maxBytes: number): GatewayError {
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The operation selects more than ${maxBytes} bytes of the schema's description. Select _service, __schema or __type once, without aliases.`,
  );
}

function estimateTooLargeError({ bytes, largest }: Price, maxBytes: number): GatewayError {
  const figure =
    bytes >= UNCOUNTABLE ? 'more bytes than the gateway can count' : `about ${Math.round(bytes)} bytes`;
  const fields = largest
    .filter((field) => field.bytes * MIN_NAMED_SHARE > bytes)
    .map((field) => `${field.path}: ${Math.round(field.bytes)}`);
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The response could have ${figure}, but the limit is ${maxBytes} (MAX_RESPONSE_BYTES). The largest fields are ${fields.join(', ')}. ` +
      'Select less in one operation: a smaller `first`, or fewer aliases.',
  );
}

/** The message names fields with more than a hundredth of the response. */
const MIN_NAMED_SHARE = 100;

/** Names only schema fields, because aliases and arguments can contain patient data. */
function tooExpensiveError({ calls, costliest }: Price, limit: number): GatewayError {
  const figure =
    calls >= UNCOUNTABLE ? 'more FHIR requests than the gateway can count' : `${calls} FHIR requests`;
  const fields = costliest.map((field) => `${field.path}: ${field.calls}`).join(', ');
  return new GatewayError(
    'OPERATION_TOO_EXPENSIVE',
    `The operation would cost ${figure}, but the limit is ${limit} (MAX_UPSTREAM_CALLS). The costliest fields are ${fields}. Select less ` +
      'in one operation, such as a smaller `first`.',
  );
}
