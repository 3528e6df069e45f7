/** How the app is built and served: the graph is on its own origin, by a proxy, so no CORS is needed. */
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin } from 'vite';

/** What the page may load: its own files, and nothing of anybody else's. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dompurify',
].join('; ');

/** Only in the build: in development Vite puts scripts of its own into the page. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** No page may frame the app. Browsers ignore this directive in a `meta` element, so the server sends it. */
const headers = { 'content-security-policy': "frame-ancestors 'none'", 'x-frame-options': 'DENY' };

export default defineConfig(({ mode }) => {
  const { GATEWAY_URL = 'http://localhost:4000' } = loadEnv(mode, '.', 'GATEWAY_');
  const proxy = { '/graphql': { target: GATEWAY_URL, changeOrigin: true } };
  return {
    plugins: [react(), contentSecurityPolicy],
    server: { proxy, headers },
    preview: { proxy, headers },
    build: { modulePreload: { polyfill: false } },
  };
});
