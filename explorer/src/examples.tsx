/** The select in the page header. It opens each example in its own tab. */
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { createPortal } from 'react-dom';
import type { Example } from './gateway.ts';

interface ExamplesProps {
  readonly header: Element;
  readonly examples: readonly Example[];
}

/** Must be a child of GraphiQL, whose tabs it opens. It is rendered into the header. */
export function Examples({ header, examples }: ExamplesProps) {
  const actions = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor, headerEditor } = useGraphiQL(
    pick('tabs', 'queryEditor', 'variableEditor', 'headerEditor'),
  );

  const open = (chosen: string) => {
    const example = examples.find(({ name }) => name === chosen);
    if (example === undefined) return;
    const { query, variables } = example;
    const opened = tabs.findIndex((tab) => tab.query === query && tab.variables === variables);
    if (opened >= 0) {
      actions.changeTab(opened);
      return;
    }
    // A new tab has no headers. Copy them, because the token applies to every tab.
    const headers = headerEditor?.getValue();
    actions.addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    if (headers !== undefined) headerEditor?.setValue(headers);
  };

  return createPortal(
    <>
      <label htmlFor="example">Example</label>
      <select
        id="example"
        disabled={queryEditor === undefined || variableEditor === undefined || headerEditor === undefined}
        onChange={({ target }) => open(target.value)}
      >
        <option value="">Choose an operation…</option>
        {examples.map(({ name }) => (
          <option key={name} value={name}>
            {name.replaceAll('-', ' ')}
          </option>
        ))}
      </select>
    </>,
    header,
  );
}
