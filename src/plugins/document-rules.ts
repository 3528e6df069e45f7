/** The gateway's own validation rules, in addition to the GraphQL specification's. */
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { LIMIT_RULES } from './document-limits.ts';

/** @param introspection whether documents may select `__schema` and `__type` */
export function documentRules(introspection: boolean): readonly ValidationRule[] {
  return introspection ? LIMIT_RULES : [...LIMIT_RULES, noIntrospectionRule];
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
