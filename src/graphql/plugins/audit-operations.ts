/** Records each operation before its answer leaves; where the audit is required and fails, the answer does not. */
import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Audit } from '../../audit/audit.ts';
import { PURPOSE_HEADER } from '../../audit/request-origin.ts';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { refusalError } from './refusal.ts';

/** Whether the code means that something was kept from the caller, and not that it failed. */
export function isRefusal(code: unknown): boolean {
  return REFUSALS.has(code);
}

/** The codes that mean that something was kept from the caller, not that it failed. */
const REFUSALS: ReadonlySet<unknown> = new Set<ErrorCode>([
  'DOCUMENT_NOT_TRUSTED',
  'FORBIDDEN',
  'GATEWAY_OVERLOADED',
  'OPERATION_TOO_EXPENSIVE',
  'RATE_LIMITED',
  'RESPONSE_TOO_LARGE',
  'RESTRICTED_RECORD',
]);

/** @param audit null: nothing is recorded, and what requests say of themselves is checked all the same */
export function auditOperations(audit: Audit | null): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ contextValue: { origin }, operation }) {
          if (origin.hasUnknownPurpose) throw refusalError(UNKNOWN_PURPOSE, 400);
          // Its answer could not leave, so nothing is requested of the FHIR server for it.
          if (audit?.isRequired === true && audit.isStalled && touchesRecords(operation))
            throw refusalError(AUDIT_STALLED, 503);
        },
        async willSendResponse(request) {
          if (audit === null) return;
          const { operation, operationName, contextValue } = request;
          const { caller, origin, accessLog, responseBudget } = contextValue;
          try {
            await audit.record({
              caller,
              origin,
              accessLog,
              // The name in the document, not what a client claims beside it.
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
  `The header ${PURPOSE_HEADER} expects one code of HL7's value set PurposeOfUse, such as TREAT, or is left out.`,
);

export const AUDIT_STALLED = new GatewayError(
  'AUDIT_UNAVAILABLE',
  'The audit does not answer, so no operation is carried out. Try again later.',
);

/** False for questions about the schema only, as clients and routers have them. */
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

/** Replaces the answer by one error: its data, errors and extensions each tell of records. */
function withholdUnrecorded({ response }: Answering<Context>, error: unknown): void {
  const { code, message } =
    error instanceof GatewayError
      ? error
      : { code: 'INTERNAL_SERVER_ERROR', message: 'The operation could not be recorded.' };
  response.http.status = 503;
  response.body = { kind: 'single', singleResult: { errors: [{ message, extensions: { code } }] } };
}
