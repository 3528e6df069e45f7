/** Prices documents without a FHIR server, for the least and the most capable one. */
import type { GraphQLSchema } from 'graphql';
import type { LaunchContext } from '../../auth/grants.ts';
import type { OperationBudgets } from '../../config/config.ts';
import type { PatientPanel } from '../../config/values.ts';
import { assumeVariables, type Assumptions, LARGEST, SMALLEST } from '../cost/assumed-variables.ts';
import type { PricedField } from '../cost/cost-report.ts';
import { createPricing, type Price } from '../cost/price.ts';
import type { PriceSettings } from '../cost/pricing-scope.ts';
import { clientErrorOf, type ClientError } from './client-errors.ts';
import type { CheckedDocument } from './document-checker.ts';
import { findCostProblem } from './operation-cost.ts';

export interface PriceLimits extends Pick<OperationBudgets, 'maxUpstreamCalls' | 'maxResponseBytes'> {
  readonly idBatchSize: number;
  /** Null if it is unknown. */
  readonly panel: PatientPanel | null;
  /** Whether the panel limits what callers may see. */
  readonly isPanelOnly: boolean;
  /** How long the panel stays in memory; 0: it does not. */
  readonly panelCacheSeconds: number;
}

export interface DocumentPrice {
  /** FHIR requests of one operation, with the largest assumed variables. */
  readonly requests: {
    /** At a server with every optional feature that saves requests, such as `_include`, and with the panel in memory. */
    readonly fewest: number;
    /** At a server without any of them, or whose capabilities the gateway cannot read. */
    readonly most: number;
  };
  /** The fields with the most FHIR requests, the costliest first. */
  readonly costliest: readonly PricedField[];
  /** A lower bound of the response, if each list is full. */
  readonly bytes: number;
  /** The error that the gateway answers with at any server, even with the smallest assumed variables; null if there is none. */
  readonly refusal: ClientError | null;
  /** The error with the largest assumed variables, or at some servers only; null if there is none. */
  readonly possibleRefusal: ClientError | null;
}

export interface PricedDocument {
  /** Null if a given variable is invalid. */
  readonly price: DocumentPrice | null;
  /** The values of variables that were not given. */
  readonly assumed: Readonly<Record<string, unknown>>;
  /** The errors of given variables. */
  readonly errors: readonly ClientError[];
}

export type DocumentPricing = (
  document: Pick<CheckedDocument, 'document' | 'operation'>,
  variables: Readonly<Record<string, unknown>>,
) => PricedDocument;

/** The largest panel that an operation can read. */
const ANY_PANEL: PatientPanel = { kind: 'list', identifier: 'unknown' };

/** A person in whose launch each member is named, so that fields below `me` have a price. */
const LAUNCH: LaunchContext = {
  audience: 'clinician',
  fhirUser: 'Practitioner/example',
  patient: 'example',
  encounter: 'example',
  needPatientBanner: null,
  styleUrl: null,
  scopes: [],
  endsAt: 0,
};

export function createDocumentPricing(schema: GraphQLSchema, limits: PriceLimits): DocumentPricing {
  const priceOf = createPricing(schema);
  return ({ document, operation }, given) => {
    const assume = (assumptions: Assumptions) => assumeVariables(schema, operation, given, assumptions);
    const { variables, assumed, errors } = assume(LARGEST);
    if (errors.length > 0) return { price: null, assumed, errors: errors.map(toClientError) };
    const priceAt = (isCapable: boolean, chosen: typeof variables, isWarm = false): Price | null => {
      const settings = { ...settingsOf(limits, isCapable), isPanelInMemory: isWarm };
      const prices = [null, LAUNCH].map((launch) =>
        priceOf({ document, operation, variables: chosen }, { ...settings, launch }),
      );
      return prices.reduce((one, other) => ((other?.calls ?? 0) > (one?.calls ?? 0) ? other : one));
    };
    const least = priceAt(true, assume(SMALLEST).variables);
    const fewest = priceAt(true, variables, limits.panelCacheSeconds > 0);
    const most = priceAt(false, variables);
    if (least === null || fewest === null || most === null) return { price: null, assumed, errors: [] };
    const refusal = findCostProblem(least, limits);
    const price: DocumentPrice = {
      requests: { fewest: fewest.calls, most: most.calls },
      costliest: most.costliest,
      bytes: most.bytes,
      refusal,
      possibleRefusal: refusal === null ? findCostProblem(most, limits) : null,
    };
    return { price, assumed, errors: [] };
  };
}

function settingsOf({ panel, isPanelOnly, idBatchSize }: PriceLimits, isCapable: boolean): PriceSettings {
  return {
    panel: panel ?? ANY_PANEL,
    isPanelOnly,
    idBatchSize,
    isIncluded: () => isCapable,
    searchesByDay: () => isCapable,
    // Assume Epic's kind of list where the panel is unknown.
    isEpic: () => isCapable || panel === null,
    hasReferenceDisplays: () => isCapable,
  };
}

function toClientError(error: Error): ClientError {
  const code = 'BAD_USER_INPUT';
  return clientErrorOf(error, code) ?? { code, message: 'The variables are invalid.' };
}
