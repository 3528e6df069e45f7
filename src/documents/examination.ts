/** Examines documents: whether the gateway refuses them, their price, and what they use that is deprecated. */
import type { GraphQLSchema } from 'graphql';
import type { DocumentSettings } from '../config/document-settings.ts';
import { createDocumentChecker } from '../graphql/plugins/document-checker.ts';
import type { ClientError } from '../graphql/plugins/client-errors.ts';
import { createDocumentPricing, type DocumentPrice } from '../graphql/plugins/document-price.ts';
import type { CheckOptions } from './arguments.ts';
import type { SourceDocument } from './sources.ts';

/** `refused` by the gateway, or by an option of the command; `warned`: perhaps refused, or deprecated. */
export type Verdict = 'passed' | 'warned' | 'refused';

export interface ExaminedDocument {
  readonly file: string;
  readonly id: string | null;
  /** Null if the text cannot be parsed, or has no name. */
  readonly name: string | null;
  readonly type: string | null;
  readonly verdict: Verdict;
  /** Why it is refused. */
  readonly problems: readonly ClientError[];
  readonly warnings: readonly string[];
  /** One sentence for each deprecated element that it uses. */
  readonly deprecations: readonly string[];
  /** Null if it cannot be executed. */
  readonly price: DocumentPrice | null;
  /** The values of variables that were not given. */
  readonly assumed: Readonly<Record<string, unknown>>;
}

export type GivenVariables = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface ExaminationRules extends Pick<CheckOptions, 'maxRequests' | 'failsOnDeprecated'> {
  readonly settings: DocumentSettings;
  /** Variables by the name of the operation. */
  readonly variables: GivenVariables;
}

export async function examineDocuments(
  documents: readonly SourceDocument[],
  schema: GraphQLSchema,
  { settings, variables, maxRequests, failsOnDeprecated }: ExaminationRules,
): Promise<readonly ExaminedDocument[]> {
  const check = await createDocumentChecker(schema, settings.canIntrospect);
  const priceOf = createDocumentPricing(schema, settings);
  const examine = async ({ file, id, stated, text }: SourceDocument): Promise<ExaminedDocument> => {
    const checked = await check(text);
    if ('errors' in checked)
      return {
        file,
        id,
        name: stated?.name ?? null,
        type: stated?.type ?? null,
        verdict: 'refused',
        problems: checked.errors,
        warnings: [],
        deprecations: [],
        price: null,
        assumed: {},
      };
    const { name, operation, deprecations } = checked;
    const type: string = operation.operation;
    const { price, assumed, errors } = priceOf(checked, variables.get(name) ?? {});
    const isAsStated = stated === null || (stated.name === name && stated.type === type);
    const problems: readonly ClientError[] = [
      ...(isAsStated ? [] : [STATED_OTHERWISE]),
      ...errors,
      ...(price?.refusal ? [price.refusal] : []),
      ...exceeds(price, maxRequests),
      ...(failsOnDeprecated ? deprecations.map((message) => ({ code: 'DEPRECATED', message })) : []),
    ];
    const warnings = price?.possibleRefusal ? [possibly(price.possibleRefusal)] : [];
    const isDoubtful = warnings.length + deprecations.length > 0;
    const verdict = problems.length > 0 ? 'refused' : isDoubtful ? 'warned' : 'passed';
    return { file, id, name, type, verdict, problems, warnings, deprecations, price, assumed };
  };
  return Promise.all(documents.map(examine));
}

function possibly({ message }: ClientError): string {
  return `Depending on its variables and on the FHIR server, the gateway may refuse it: ${message} Set its variables with --variables for a better estimate.`;
}

const STATED_OTHERWISE: ClientError = {
  code: 'OPERATION_RESOLUTION_FAILURE',
  message: 'The operation in its text has a different name or type.',
};

function exceeds(price: DocumentPrice | null, maxRequests: number | null): readonly ClientError[] {
  const most = price?.requests.most ?? 0;
  return maxRequests === null || most <= maxRequests
    ? []
    : [
        {
          code: 'OVER_BUDGET',
          message: `The operation can cost ${most} FHIR requests, and --max-requests is ${maxRequests}.`,
        },
      ];
}
