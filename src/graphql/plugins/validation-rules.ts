/** The gateway's own validation rules: limits on documents, far above what a screen needs, and whether introspection is allowed. */
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
  /** The size of a request with its variables: room for 2,000 ids, and for the longest document within `tokens`. */
  bodyBytes: 256 * 1024,
  /** Parsing stops here. The largest example has 130; a document with all fields of all of a patient's lists has 6,600. */
  tokens: 10_000,
  /** Nested fields. The deepest example has 7; all fields of a resource below two connections take 12. `__schema` does not count. */
  depth: 16,
  /** Aliases, counted again for each spread of their fragment. A flowsheet with thirty codes has about a hundred. */
  aliases: 100,
  /** Root fields. A patient's chart takes one, and `ids` select many patients in one. */
  rootFields: 50,
  /** A screen that can hide each of its parts has about a dozen `@include`. */
  directives: 100,
  /**
   * Selected fields, counted again for each spread of their fragment: a chain of fragments that each spread the next one twice doubles them at
   * every step. All fields of all of a patient's lists are 4,200.
   */
  selections: 10_000,
} as const;

const SELECT_LESS = 'Select less in one operation.';

/** Each message names the limit, and quotes nothing of the document. */
export const LIMIT_MESSAGES = {
  depth: `The operation has more than ${DOCUMENT_LIMITS.depth} levels of fields. ${SELECT_LESS}`,
  aliases: `The operation has more than ${DOCUMENT_LIMITS.aliases} aliases, including those in its fragments. ${SELECT_LESS}`,
  rootFields: `The operation has more than ${DOCUMENT_LIMITS.rootFields} fields at its root. ${SELECT_LESS}`,
  directives: `The document has more than ${DOCUMENT_LIMITS.directives} directives. ${SELECT_LESS}`,
  selections: `The operation selects more than ${DOCUMENT_LIMITS.selections} fields, including those in its fragments. ${SELECT_LESS}`,
} as const;

/** Returns Apollo Server's options that decide which documents are refused. @param canIntrospect as for `documentRules` */
export function documentOptions(canIntrospect: boolean) {
  return {
    parseOptions: { maxTokens: DOCUMENT_LIMITS.tokens },
    maxRecursiveSelections: DOCUMENT_LIMITS.selections,
    validationRules: [...documentRules(canIntrospect)],
    // Disables Apollo Server's own rule. `documentRules` refuses introspection with the gateway's message.
    introspection: true,
  };
}

/**
 * Returns the rules in addition to the specification's. The parser limits tokens, and Apollo's own rule limits selections.
 * @param canIntrospect whether documents may select `__schema` and `__type`
 */
function documentRules(canIntrospect: boolean): readonly ValidationRule[] {
  return canIntrospect ? LIMIT_RULES : [...LIMIT_RULES, noIntrospectionRule];
}

const LIMIT_RULES: readonly ValidationRule[] = [
  maxDepthRule({ n: DOCUMENT_LIMITS.depth, flattenFragments: true, ...reportAs(LIMIT_MESSAGES.depth) }),
  maxAliasesRule({ n: DOCUMENT_LIMITS.aliases, allowList: [], ...reportAs(LIMIT_MESSAGES.aliases) }),
  rootFieldsRule,
  directivesRule,
];

/** Makes a graphql-armor rule report the message. By default it throws, which would be masked as a defect. */
function reportAs(message: string) {
  return {
    propagateOnRejection: false,
    onReject: [(context: ValidationContext | null) => context?.reportError(new GraphQLError(message))],
  };
}

/** Limits root fields, for which graphql-armor has no rule. */
function rootFieldsRule(context: ValidationContext): ReturnType<ValidationRule> {
  return {
    OperationDefinition({ selectionSet }) {
      const spread = new Set<FragmentDefinitionNode>();
      if (responseKeys(selectionSet, context, spread).size > DOCUMENT_LIMITS.rootFields)
        context.reportError(new GraphQLError(LIMIT_MESSAGES.rootFields));
    },
  };
}

/** Returns the response keys at this level. Fields with one key are merged, and a fragment counts once (GraphQL §6.3.2). */
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

/** Limits directives. graphql-armor's rule ignores directives on a repeated spread of a fragment. */
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

/** Replaces the rules of Apollo Server and graphql-js, whose messages name options that an operator of the gateway cannot set. */
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
  'Introspection is disabled on this gateway (INTROSPECTION). Use its SDL instead: sdl/schema.graphql in the repository, or schema.graphql ' +
  'in the npm package.';
