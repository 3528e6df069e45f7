/** The operation that the buttons next to the tabs are about: the one in the current tab, at the cursor if there are several. */
import {
  pick,
  tryParseJSONC,
  useGraphiQL,
  useHeadersEditorState,
  useOperationsEditorState,
  useVariablesEditorState,
} from '@graphiql/react';
import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  separateOperations,
} from 'graphql';
import { useEffect, useMemo, useState } from 'react';

export type Values = Readonly<Record<string, unknown>>;

export interface Operation {
  /** Null if the operation has no name. */
  readonly name: string | null;
  readonly type: OperationTypeNode;
  /** The operation and the fragments that it uses. */
  readonly document: DocumentNode;
  /** The values of its variables. */
  readonly variables: Values;
  readonly headers: Values;
}

/** Returns null while the operation, its variables or its headers cannot be read. Must be used below GraphiQL. */
export function useOperation(): Operation | null {
  const [text] = useOperationsEditorState();
  const [variables] = useVariablesEditorState();
  const [headers] = useHeadersEditorState();
  const { operationName = null } = useGraphiQL(pick('operationName'));
  const cursor = useCursor();
  return useMemo(() => {
    try {
      const chosen = chooseOperation(text, cursor, operationName);
      if (chosen === null) return null;
      const { operation, document } = chosen;
      const declared = new Set(operation.variableDefinitions?.map(({ variable }) => variable.name.value));
      const values = Object.entries(tryParseJSONC(variables) ?? {});
      return {
        name: operation.name?.value ?? null,
        type: operation.operation,
        document,
        // Variables of other operations in the tab are errors in TypeScript.
        variables: Object.fromEntries(values.filter(([name]) => declared.has(name))),
        headers: tryParseJSONC(headers) ?? {},
      };
    } catch {
      return null;
    }
  }, [text, variables, headers, operationName, cursor]);
}

/** Returns the position of the cursor in the operation editor. */
function useCursor(): number {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const [cursor, setCursor] = useState(0);
  useEffect(() => {
    const listener = queryEditor?.onDidChangeCursorPosition(({ position }) =>
      setCursor(queryEditor.getModel()?.getOffsetAt(position) ?? 0),
    );
    return () => listener?.dispose();
  }, [queryEditor]);
  return cursor;
}

/**
 * Chooses as GraphiQL's shortcut does, which runs the operation at the cursor, or else the one that ran last.
 * @throws GraphQLError if the text is no document
 */
function chooseOperation(
  text: string,
  cursor: number,
  lastName: string | null,
): { readonly operation: OperationDefinitionNode; readonly document: DocumentNode } | null {
  const document = parse(text);
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const operation =
    operations.find(({ loc }) => loc !== undefined && loc.start <= cursor && cursor <= loc.end) ??
    operations.find(({ name }) => name?.value === lastName) ??
    operations[0];
  if (operation === undefined) return null;
  const separate = separateOperations(document)[operation.name?.value ?? ''];
  return separate === undefined ? null : { operation, document: separate };
}
