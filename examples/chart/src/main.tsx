import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './styles/index.css';

const root = document.getElementById('app');
if (root === null) throw new Error('Expected an element with the id "app" in index.html.');

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
