/** Starts the explorer: GraphiQL with its plugins, and the examples in the header. */
import { explorerPlugin } from '@graphiql/plugin-explorer';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/react/style.css';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import 'graphiql/graphiql.css';
import { createRoot } from 'react-dom/client';
import { Examples } from './examples.tsx';
import './fonts.css';
import { fetchStart, send } from './gateway.ts';
import './graphiql.css';
import './page.css';
import { SDL_PLUGIN } from './sdl.tsx';
import { tabStorage } from './storage.ts';
import './workers.ts';

const PLUGINS = [SDL_PLUGIN, HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];
const TOKEN_HEADER = JSON.stringify({ authorization: 'Bearer ' }, null, 2);

const { document: first, signsIn, examples } = await fetchStart();

createRoot(elementBy('#editor')).render(
  <GraphiQL
    fetcher={send}
    storage={tabStorage}
    plugins={PLUGINS}
    defaultQuery={first}
    defaultEditorToolsVisibility
    inputValueDeprecation
    schemaDescription
    showPersistHeadersSettings={false}
    {...(signsIn ? { defaultHeaders: TOKEN_HEADER } : {})}
  >
    <Examples header={elementBy('header')} examples={examples} />
  </GraphiQL>,
);

function elementBy(selector: string): Element {
  const element = document.querySelector(selector);
  if (element === null) throw new Error(`The page expects an element ${selector}.`);
  return element;
}
