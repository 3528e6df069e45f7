import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createGraphClient } from './graph-client.ts';
import './styles.css';

const root = document.getElementById('app');
if (root === null) throw new Error('Expected an element with the id "app" in index.html.');

createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={createGraphClient()}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
