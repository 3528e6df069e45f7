/** Builds and serves the app. A proxy puts the gateway on the app's origin, so it needs no CORS. */
import { readdirSync, readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import pdfjs from 'pdfjs-dist/package.json' with { type: 'json' };
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
  // `pdf-worker` allows the worker of pdf.js, and no other script.
  'trusted-types dompurify pdf-worker',
];

/** Only in the build: in development Vite injects scripts into the page. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY.join('; ') },
      injectTo: 'head-prepend',
    },
  ],
};

/** The worker, the fonts and character maps that PDFs do not contain, and the decoders of scans. */
const PDF_RESOURCES =
  /^(?:LICENSE|build\/pdf\.worker\.min\.mjs|cmaps\/.+\.bcmap|standard_fonts\/.+|wasm\/(?:.+_nowasm_fallback\.js|LICENSE.*))$/;

/** Contains the version, because its files have no hashes and fit no other version of the app. */
const PDFJS_FOLDER = `pdfjs/${pdfjs.version}`;

/** Copies the files that pdf.js loads by name. In development, Vite serves them from the package. */
const pdfResources: Plugin = {
  name: 'pdf-resources',
  apply: 'build',
  generateBundle() {
    const folder = 'node_modules/pdfjs-dist';
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => PDF_RESOURCES.test(one)))
      this.emitFile({
        type: 'asset',
        fileName: `${PDFJS_FOLDER}/${name}`,
        source: readFileSync(`${folder}/${name}`),
      });
  },
};

/**
 * Returns headers that allow framing only by the EHR. Browsers ignore `frame-ancestors` in a `meta` element, so the server sends it.
 * @param origin the origin of the EHR's pages; forbids framing without one
 * @param policy more directives. A worker has only the policy of its own response.
 */
function frameHeaders(origin: string | undefined, policy: readonly string[]): Record<string, string> {
  const directives = [...policy, `frame-ancestors ${origin ?? "'none'"}`];
  return {
    'content-security-policy': directives.join('; '),
    ...(origin === undefined && { 'x-frame-options': 'DENY' }),
  };
}

export default defineConfig(({ mode, command }) => {
  const { GATEWAY_URL = 'http://localhost:4000', EHR_ORIGIN } = loadEnv(mode, '.', ['GATEWAY_', 'EHR_']);
  const gateway = { target: GATEWAY_URL, changeOrigin: true };
  const proxy = { '/graphql': gateway, '/sites': gateway, '/auth': gateway, '/documents': gateway };
  return {
    plugins: [react(), contentSecurityPolicy, pdfResources],
    define: {
      'import.meta.env.PDFJS': JSON.stringify(command === 'build' ? PDFJS_FOLDER : 'node_modules/pdfjs-dist'),
    },
    server: { proxy, headers: frameHeaders(EHR_ORIGIN, []) },
    preview: { proxy, headers: frameHeaders(EHR_ORIGIN, CONTENT_SECURITY_POLICY) },
    // The manifest lists the files of each page, which a test of their size reads.
    build: { modulePreload: { polyfill: false }, manifest: true },
  };
});
