/** Starts the explorer: GraphiQL, and the examples, each of which opens in a tab of its own. */
import { explorerPlugin } from '@graphiql/plugin-explorer';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/react/style.css';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import 'graphiql/graphiql.css';
import { createRoot } from 'react-dom/client';
import './fonts.css';
import { type Example, fetchStart, send } from './gateway.ts';
import './graphiql.css';
import './page.css';
import { SDL_PLUGIN } from './sdl.tsx';
import { tabStorage } from './storage.ts';
import './workers.ts';

const PLUGINS = [SDL_PLUGIN, HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];
const TOKEN_HEADER = JSON.stringify({ authorization: 'Bearer ' }, null, 2);

const { document: first, signsIn, examples } = await fetchStart();

const root = createRoot(elementById('editor'));
let opened = 0;

/** Renders the editor; an example gets a new tab beside those that are there. */
function open(example?: Example): void {
  opened += 1;
  root.render(
    <GraphiQL
      // GraphiQL takes an operation only when it mounts.
      key={opened}
      fetcher={send}
      storage={tabStorage}
      plugins={PLUGINS}
      defaultQuery={first}
      defaultEditorToolsVisibility
      inputValueDeprecation
      schemaDescription
      showPersistHeadersSettings={false}
      {...(signsIn ? { defaultHeaders: TOKEN_HEADER } : {})}
      {...(example === undefined ? {} : { initialQuery: example.query, initialVariables: example.variables })}
    />,
  );
}

const select = elementById('example');
for (const { name } of examples) select.append(new Option(name.replaceAll('-', ' '), name));
select.addEventListener('change', () => {
  if (!(select instanceof HTMLSelectElement)) return;
  const example = examples.find(({ name }) => name === select.value);
  if (example !== undefined) open(example);
});
open();

function elementById(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page expects an element with the id ${id}.`);
  return element;
}
