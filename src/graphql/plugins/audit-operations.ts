/** Audits each operation before its response is sent. If a required audit fails, withholds the response. */
import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { Kind, type OperationDefinitionNode } from 'graphql';
import { PURPOSE_HEADER } from '../../audit/request-origin.ts';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { refusalError } from './refusal.ts';

export function isRefusal(code: unknown): boolean {
  return REFUSALS.has(code);
}

/** The codes that mean that the gateway or the FHIR server denied something, not that it failed. */
const REFUSALS: ReadonlySet<unknown> = new Set<ErrorCode>([
  'DOCUMENT_NOT_TRUSTED',
  'FORBIDDEN',
  'GATEWAY_OVERLOADED',
  'OPERATION_TOO_EXPENSIVE',
  'RATE_LIMITED',
  'RESPONSE_TOO_LARGE',
  'RESTRICTED_RECORD',
  'UNAUTHENTICATED',
]);

/** Validates the purpose of use of a request even if the audit is disabled. */
export function auditOperations(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { origin: requestOrigin, site: requestSite } }) {
      if (requestSite.audit === null && !requestOrigin.hasUnknownPurpose) return;
      return {
        async didResolveOperation({ contextValue: { origin, site }, operation }) {
          if (origin.hasUnknownPurpose) throw refusalError(UNKNOWN_PURPOSE, 400);
          // The response would be withheld, so send no FHIR requests for it.
          const { audit } = site;
          if (audit?.isRequired === true && audit.isStalled && touchesRecords(operation))
            throw refusalError(AUDIT_STALLED, 503);
        },
        async willSendResponse(request) {
          const { operation, operationName, contextValue } = request;
          const { caller, origin, accessLog, responseBudget, site } = contextValue;
          const { audit } = site;
          if (audit === null) return;
          try {
            await audit.record({
              caller,
              origin,
              accessLog,
              // The name in the document, not the `operationName` that the client sent.
              operationName: operation === undefined ? null : (operationName ?? null),
              refusalCodes:
                responseBudget.stoppedBy === null ? refusalsOf(request) : [responseBudget.stoppedBy.code],
              isWithheld: responseBudget.stoppedBy !== null,
            });
          } catch (error) {
            if (audit.isRequired) withholdUnrecorded(request, error);
          }
        },
      };
    },
  };
}

export const UNKNOWN_PURPOSE = new GatewayError(
  'BAD_USER_INPUT',
  `The header ${PURPOSE_HEADER} expects one code of HL7's value set PurposeOfUse, such as TREAT. Send such a code, or omit the header.`,
);

export const AUDIT_STALLED = new GatewayError(
  'AUDIT_UNAVAILABLE',
  'The audit destination does not respond, so the gateway executes no operation. Retry later.',
);

/** Returns false for operations that select only introspection fields and `_service`. */
function touchesRecords(operation: OperationDefinitionNode | undefined): boolean {
  const selections = operation?.selectionSet.selections ?? [];
  return selections.some((each) => each.kind !== Kind.FIELD || !/^(?:__|_service$)/.test(each.name.value));
}

type Answering<C extends BaseContext> = GraphQLRequestContextWillSendResponse<C>;

function refusalsOf({ response: { body } }: Answering<Context>): string[] {
  if (body.kind !== 'single') return [];
  const codes = (body.singleResult.errors ?? []).map(({ extensions }) => extensions?.['code']);
  return [...new Set(codes)].filter(isRefusal).map(String);
}

/** Replaces the whole response by one error, because its data, errors and extensions can all reveal records. */
function withholdUnrecorded({ response }: Answering<Context>, error: unknown): void {
  const { code, message } =
    error instanceof GatewayError
      ? error
      : {
          code: 'INTERNAL_SERVER_ERROR',
          message: 'The gateway could not record the operation in the audit.',
        };
  response.http.status = 503;
  response.body = { kind: 'single', singleResult: { errors: [{ message, extensions: { code } }] } };
}
