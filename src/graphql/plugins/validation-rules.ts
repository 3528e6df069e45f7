/** The gateway's own validation rules: how much a document may hold, which no screen comes near, and whether it may introspect. */
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

export const DOCUMENT_LIMITS = {
  /** Of a whole request, with its variables: room for 2,000 ids, and for the longest document that `tokens` lets through. */
  bodyBytes: 256 * 1024,
  /** Reading stops here. The largest example has 130; all that there is of a patient's lists, in one document, has 6,600. */
  tokens: 10_000,
  /** Fields below each other. The deepest example has 7, all that a resource tells below two connections 12. `__schema` does not count. */
  depth: 16,
  /** With those of a fragment counted wherever it is spread. A flowsheet with thirty codes has as many. */
  aliases: 100,
  /** What is asked for at the root. A chart by the lists of its patient has one; whoever wants many patients asks for them by `ids`. */
  rootFields: 50,
  /** A screen with a switch for each of its parts has some dozen `@include`. */
  directives: 100,
  /**
   * With those of a fragment counted wherever it is spread: otherwise fragments that spread the next one twice would double with each.
   * All that there is of a patient's lists has 4,200.
   */
  selections: 10_000,
} as const;

const ASK_FOR_LESS = 'Ask for less in one operation.';

/** What the refusals say; each names its bound, and nothing of the document. */
export const LIMIT_MESSAGES = {
  depth: `The operation has more than ${DOCUMENT_LIMITS.depth} levels of fields. ${ASK_FOR_LESS}`,
  aliases: `The operation has more than ${DOCUMENT_LIMITS.aliases} aliases, those of its fragments included. ${ASK_FOR_LESS}`,
  rootFields: `The operation has more than ${DOCUMENT_LIMITS.rootFields} fields at its root. ${ASK_FOR_LESS}`,
  directives: `The document has more than ${DOCUMENT_LIMITS.directives} directives. ${ASK_FOR_LESS}`,
  selections: `The operation selects more than ${DOCUMENT_LIMITS.selections} fields, those of its fragments included. ${ASK_FOR_LESS}`,
} as const;

/**
 * Returns the rules in addition to those of the specification. Tokens are bounded as they are read, and selections by Apollo's own rule.
 * @param canIntrospect whether documents may select `__schema` and `__type`
 */
export function documentRules(canIntrospect: boolean): readonly ValidationRule[] {
  return canIntrospect ? LIMIT_RULES : [...LIMIT_RULES, noIntrospectionRule];
}

const LIMIT_RULES: readonly ValidationRule[] = [
  maxDepthRule({ n: DOCUMENT_LIMITS.depth, flattenFragments: true, ...reportAs(LIMIT_MESSAGES.depth) }),
  maxAliasesRule({ n: DOCUMENT_LIMITS.aliases, allowList: [], ...reportAs(LIMIT_MESSAGES.aliases) }),
  rootFieldsRule,
  directivesRule,
];

/** What these rules throw would be taken for a defect, so they are made to report it, in our words. */
function reportAs(message: string) {
  return {
    propagateOnRejection: false,
    onReject: [(context: ValidationContext | null) => context?.reportError(new GraphQLError(message))],
  };
}

/** graphql-armor has no rule for it. */
function rootFieldsRule(context: ValidationContext): ReturnType<ValidationRule> {
  return {
    OperationDefinition({ selectionSet }) {
      const spread = new Set<FragmentDefinitionNode>();
      if (responseKeys(selectionSet, context, spread).size > DOCUMENT_LIMITS.rootFields)
        context.reportError(new GraphQLError(LIMIT_MESSAGES.rootFields));
    },
  };
}

/** What the answer holds at this level: fields of one key are one, and a fragment counts once (GraphQL §6.3.2). */
function responseKeys(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  spread: Set<FragmentDefinitionNode>,
): Set<string> {
  const keys = new Set<string>();
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      keys.add((selection.alias ?? selection.name).value);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : context.getFragment(selection.name.value);
    if (fragment?.kind === Kind.FRAGMENT_DEFINITION) {
      if (spread.has(fragment)) continue;
      spread.add(fragment);
    }
    if (fragment) for (const key of responseKeys(fragment.selectionSet, context, spread)) keys.add(key);
  }
  return keys;
}

/** graphql-armor's rule does not count the directives of a spread whose fragment has been spread before. */
function directivesRule(context: ValidationContext): ReturnType<ValidationRule> {
  let found = 0;
  return {
    Directive() {
      found += 1;
      if (found === DOCUMENT_LIMITS.directives + 1)
        context.reportError(new GraphQLError(LIMIT_MESSAGES.directives));
    },
  };
}

/** Replaces the rules of Apollo Server and graphql-js, whose messages name options that an operator of this gateway cannot set. */
function noIntrospectionRule(context: ValidationContext): ReturnType<ValidationRule> {
  return {
    Field(node) {
      if (INTROSPECTION_FIELDS.has(node.name.value))
        context.reportError(new GraphQLError(NO_INTROSPECTION, { nodes: node }));
    },
  };
}

const INTROSPECTION_FIELDS: ReadonlySet<string> = new Set(['__schema', '__type']);

const NO_INTROSPECTION =
  'This gateway does not answer introspection (INTROSPECTION). Use its SDL instead: sdl/schema.graphql in the repository, schema.graphql in ' +
  'the npm package.';
