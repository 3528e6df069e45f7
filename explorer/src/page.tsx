/** Starts the explorer: GraphiQL with its plugins, and the controls around it. */
import { explorerPlugin } from '@graphiql/plugin-explorer';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/react/style.css';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import 'graphiql/graphiql.css';
import { createPortal } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Account } from './account.tsx';
import { exampleInAddress, Examples } from './examples.tsx';
import './fonts.css';
import { send } from './gateway.ts';
import './graphiql.css';
import {
  areEditorToolsOpen,
  elementBy,
  LineWrapping,
  PanelTitle,
  rememberEditorTools,
  ThemeButton,
  ViewButtons,
} from './layout.tsx';
import './page.css';
import './panel.css';
import './toolbar.css';
import './waves.css';
import { OpenTabs } from './open-tabs.tsx';
import { Responses } from './panel.tsx';
import { SDL_PLUGIN } from './sdl.tsx';
import { openSession } from './session.ts';
import { describePage, fetchStart } from './start.ts';
import { tabStorage } from './storage.ts';
import { Toolbar } from './toolbar.tsx';
import './workers.ts';

const PLUGINS = [SDL_PLUGIN, HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];
const TOKEN_HEADER = JSON.stringify({ authorization: 'Bearer ' }, null, 2);

const start = await fetchStart();
describePage(start, elementBy('h1'));
await openSession(start.signIn);

const headers = start.signsIn ? { headers: TOKEN_HEADER } : {};
const editor = elementBy('#editor');
rememberEditorTools(editor);

createRoot(editor).render(
  <GraphiQL
    fetcher={send}
    storage={tabStorage}
    plugins={PLUGINS}
    defaultQuery={start.document}
    defaultTabs={[{ ...(exampleInAddress(start.examples) ?? { query: start.document }), ...headers }]}
    {...(start.signsIn ? { defaultHeaders: TOKEN_HEADER } : {})}
    defaultEditorToolsVisibility={areEditorToolsOpen}
    inputValueDeprecation
    schemaDescription
    showPersistHeadersSettings={false}
  >
    <GraphiQL.Logo>
      <Toolbar needsToken={start.signsIn} canSignIn={start.signIn !== null} />
    </GraphiQL.Logo>
    {createPortal(
      <>
        <Examples {...start} />
        <ThemeButton />
      </>,
      elementBy('#controls'),
    )}
    {start.signIn !== null && createPortal(<Account signIn={start.signIn} />, elementBy('#account'))}
    <OpenTabs />
    <PanelTitle />
    <Responses />
    <ViewButtons />
    <LineWrapping />
  </GraphiQL>,
);
