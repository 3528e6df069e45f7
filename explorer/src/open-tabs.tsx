/** Stores the open tabs when the page leaves. */
import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect, useEffectEvent } from 'react';

/**
 * Stores the tabs with the text of the editors when the page leaves, as for a sign-in. Must be a child of GraphiQL, which stores an operation
 * 0.1 s after a change, but its variables and the tabs only 0.5 s later: a person who left sooner came back to an operation without
 * variables, in a tab with the title of another.
 */
export function OpenTabs() {
  const { tabs, activeTabIndex, queryEditor, variableEditor, storage } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor', 'storage'),
  );
  const store = useEffectEvent(() => {
    const active = tabs[activeTabIndex];
    if (active === undefined) return;
    // A person can leave before the editors exist.
    const query = queryEditor?.getValue() ?? active.query ?? '';
    const variables = variableEditor?.getValue() ?? active.variables ?? '';
    const current = { tabs: tabs.with(activeTabIndex, { ...active, query, variables }), activeTabIndex };
    storage.set('tabState', JSON.stringify(current, withoutSecrets));
    // GraphiQL opens the tab that contains these texts.
    storage.set('query', query);
    storage.set('variables', variables);
  });
  useEffect(() => {
    const leave = (): void => store();
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, []);
  return null;
}

/** Leaves out responses, which contain patient data, and hashes, which contain the text of headers. The storage leaves out the headers. */
function withoutSecrets(name: string, value: unknown): unknown {
  return name === 'response' || name === 'hash' ? null : value;
}
