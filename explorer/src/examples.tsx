/** The menu of examples in the page header. It opens each example in its own tab, and shows which example the open tab has. */
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useEffectEvent, useState } from 'react';
import { announce } from './announcement.ts';
import type { Example, ExampleGroup, Start } from './start.ts';

/** The parameter that names an example, as in `/explorer?example=lab-trend`. */
const PARAMETER = 'example';

/** Returns the example that the address names. */
export function exampleInAddress(groups: readonly ExampleGroup[]): Example | undefined {
  const name = new URLSearchParams(location.search).get(PARAMETER);
  return groups.flatMap(({ operations }) => operations).find((example) => example.name === name);
}

/** Must be a child of GraphiQL, whose tabs it opens. */
export function Examples({ examples: groups, canWrite, signIn }: Start) {
  const actions = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor, headerEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor', 'headerEditor'),
  );
  const [filter, setFilter] = useState('');
  const isReady = queryEditor !== undefined && variableEditor !== undefined && headerEditor !== undefined;
  const all = groups.flatMap(({ operations }) => operations);
  const tab = tabs[activeTabIndex];
  const shown = all.find(
    ({ query, variables }) => tab?.query === query && (tab.variables ?? '') === variables,
  );

  const found = filterGroups(groups, filter);
  const matches = found.flatMap(({ operations }) => operations);

  const open = ({ query, variables }: Example): void => {
    const opened = tabs.findIndex((each) => each.query === query && (each.variables ?? '') === variables);
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

  const openFromAddress = useEffectEvent(() => {
    const example = exampleInAddress(groups);
    if (example !== undefined) open(example);
  });
  useEffect(() => {
    if (isReady) openFromAddress();
  }, [isReady]);
  // GraphiQL adds a tab at the end of a row that may be wider than the page. A title that comes later widens the tab, and a panel narrows the row.
  const tabTitle = tab?.title;
  useEffect(() => {
    const row = document.querySelector('.graphiql-tabs');
    const active = document.querySelectorAll('.graphiql-tab')[activeTabIndex];
    if (tabTitle === undefined || row === null || active === undefined) return undefined;
    const observer = new ResizeObserver(() => active.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    for (const element of [row, active]) observer.observe(element);
    return () => observer.disconnect();
  }, [activeTabIndex, tabTitle]);
  useEffect(() => {
    if (!isReady) return;
    const address = new URL(location.href);
    if (shown === undefined) address.searchParams.delete(PARAMETER);
    else address.searchParams.set(PARAMETER, shown.name);
    if (address.href !== location.href) history.replaceState(null, '', address);
  }, [isReady, shown]);

  return (
    <>
      <label htmlFor="example">Example</label>
      <input
        type="search"
        className="example-filter"
        aria-label="Find an operation"
        placeholder="Find…"
        autoComplete="off"
        spellCheck={false}
        disabled={!isReady}
        value={filter}
        onChange={({ target }) => {
          setFilter(target.value);
          announce(describeMatches(filterGroups(groups, target.value)));
        }}
        onKeyDown={({ key }) => {
          const [first] = matches;
          if (key !== 'Enter' || filter.trim() === '' || first === undefined) return;
          open(first);
          setFilter('');
        }}
      />
      <span className="select">
        <select
          id="example"
          disabled={!isReady}
          value={shown?.name ?? ''}
          onChange={({ target }) => {
            const chosen = all.find(({ name }) => name === target.value);
            if (chosen === undefined) return;
            open(chosen);
            setFilter('');
          }}
        >
          <option value="">{describeChoice(filter, matches)}</option>
          {shown !== undefined && !matches.includes(shown) && (
            <option value={shown.name}>{shown.title}</option>
          )}
          {found.map(({ title, needs, operations }) => (
            <optgroup key={title} label={describeGroup(title, needs, { canWrite, signIn })}>
              {operations.map((example) => (
                <option key={example.name} value={example.name}>
                  {example.title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </span>
    </>
  );
}

/** Returns the examples whose title and group contain every word of the filter or, if there are none, those whose operation does. */
function filterGroups(groups: readonly ExampleGroup[], filter: string): readonly ExampleGroup[] {
  const words = filter.toLowerCase().split(/\s+/);
  const keep = (textOf: (example: Example, group: ExampleGroup) => string): ExampleGroup[] =>
    groups.flatMap((group) => {
      const operations = group.operations.filter((example) => {
        const text = textOf(example, group).toLowerCase();
        return words.every((word) => text.includes(word));
      });
      return operations.length === 0 ? [] : [{ ...group, operations }];
    });
  const byTitle = keep((example, group) => `${example.title} ${group.title}`);
  return byTitle.length > 0 ? byTitle : keep(({ query }) => query);
}

function describeMatches(groups: readonly ExampleGroup[]): string {
  const count = groups.flatMap(({ operations }) => operations).length;
  return count === 1 ? '1 example matches' : `${count} examples match`;
}

function describeChoice(filter: string, matches: readonly Example[]): string {
  if (filter.trim() === '') return 'Choose an operation…';
  return matches.length === 0 ? 'No example matches' : `Choose 1 of ${matches.length}…`;
}

/** Says what the operations of a group need if this gateway does not have it. */
function describeGroup(
  title: string,
  needs: ExampleGroup['needs'],
  { canWrite, signIn }: Pick<Start, 'canWrite' | 'signIn'>,
): string {
  if (needs === 'writes' && !canWrite) return `${title} (needs WRITES_ENABLED=true)`;
  if (needs === 'session' && signIn === null) return `${title} (needs a sign-in at the FHIR server)`;
  return title;
}
