/** Builds and serves the app. A proxy puts the graph on the app's origin, so the gateway needs no CORS. */
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin } from 'vite';

/** The page may load only its own files. */
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

/** Only in the build: in development Vite injects scripts into the page. */
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

/** Forbids framing. Browsers ignore `frame-ancestors` in a `meta` element, so the server sends it. */
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
