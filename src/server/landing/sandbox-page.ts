/** The page at the path of a graph in a browser: Apollo Sandbox from Apollo's servers, and a message until it has loaded. */
import { FIRST_DOCUMENT } from '../../graphql/plugins/first-query.ts';
import { markup } from '../markup.ts';
import { createPage } from './page.ts';
import type { PageFiles } from './page-files.ts';

/** The plugin API of Apollo Server sets no headers, so the policy is in the page. Apollo's frame has a policy of its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' https://embeddable-sandbox.cdn.apollographql.com",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  'frame-src https://sandbox.embed.apollographql.com',
].join('; ');

interface SandboxPageOptions {
  readonly files: PageFiles;
  /** Whether the explorer is next to the graph. */
  readonly hasExplorer: boolean;
}

export function createSandboxPage({ files, hasExplorer }: SandboxPageOptions): string {
  // Relative, so that each site has its own.
  const wayOut = hasExplorer
    ? markup`<p>The explorer needs no internet, and has examples and the cost of each response.</p>
    <p><a class="button" href="explorer">Open the explorer</a></p>`
    : markup`<p>Send operations with any GraphQL client, such as curl.</p>`;
  return createPage({
    files,
    title: 'Apollo Sandbox · Epic FHIR GraphQL gateway',
    script: 'sandbox.js',
    policy: POLICY,
    body: markup`<body class="sandbox loading" data-document="${FIRST_DOCUMENT}">
  <main class="message">
    <div class="message-text" aria-live="polite">
      <h1>Loading Apollo Sandbox…</h1>
      <p id="reason">It loads from Apollo’s servers, which needs the internet and scripts.</p>
    </div>
    ${wayOut}
  </main>
</body>`,
  });
}
