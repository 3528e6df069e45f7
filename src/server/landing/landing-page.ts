/** The page at `/` in development. Anyone who reaches the gateway can read it, so it names no site, address or person. */
import { FIRST_QUERY } from '../../graphql/plugins/first-query.ts';
import { type Markup, markup } from '../markup.ts';
import { createPage } from './page.ts';
import type { PageFiles } from './page-files.ts';

export interface LandingOptions {
  /** Returns whether every FHIR server is an embedded sandbox. A reload of the sites file can change that. */
  readonly isSynthetic: () => boolean;
  /** How callers sign in. */
  readonly signIn: {
    readonly hasTokens: boolean;
    /** Whether the local issuer signs the tokens. */
    readonly hasLocalIssuer: boolean;
    readonly hasSessions: boolean;
  };
  /** Null without metrics. 0 stands for any free port. */
  readonly metricsPort: number | null;
}

interface LandingPageOptions extends Omit<LandingOptions, 'isSynthetic'> {
  readonly files: PageFiles;
  readonly isSynthetic: boolean;
  readonly hasSites: boolean;
  readonly hasApolloSandbox: boolean;
}

interface PageLink {
  readonly path: string;
  readonly label: string;
  readonly description: string;
}

const NO_MARKUP: Markup = { html: '' };

function createTokenField(hasLocalIssuer: boolean): Markup {
  const source = hasLocalIssuer
    ? markup`token for development, which <code>npm run gateway -- token --as clinician</code> prints`
    : markup`token of your identity provider`;
  return markup`
      <div class="field">
        <label for="token">Access token</label>
        <input id="token" type="password" autocomplete="off" spellcheck="false" aria-describedby="token-note">
        <p class="quiet" id="token-note">The gateway requires a ${source} (<code>docs/callers.md</code>). This page keeps it in memory until you leave.</p>
      </div>`;
}

const SITE_FIELD = markup`
      <div class="field">
        <label for="site">Site</label>
        <select id="site" disabled><option value="">No site</option></select>
      </div>`;

const SESSION_NOTE = markup`
      <p class="quiet" id="session" role="status">People sign in at the FHIR server (<code>docs/signing-in-with-epic.md</code>).</p>`;

const COMMAND = markup`
      <div class="row">
        <h2>From a terminal</h2>
        <button class="plain" id="copy" type="button">Copy</button>
      </div>
      <pre class="block" role="region" aria-label="Command" tabindex="0"><code id="command">Scripts are disabled, so this page runs no query. Send it with curl, as the terminal of the gateway shows.</code></pre>`;

const SITES_CARD = markup`
    <section class="card" aria-labelledby="sites-title">
      <h2 id="sites-title">Sites</h2>
      <ul class="links" id="sites"></ul>
      <p class="quiet" id="sites-note" role="status">Loading the sites…</p>
    </section>`;

export function createLandingPage(options: LandingPageOptions): string {
  const { files, isSynthetic, hasSites, signIn } = options;
  const fields = [
    ...(signIn.hasTokens ? [createTokenField(signIn.hasLocalIssuer)] : []),
    ...(hasSites ? [SITE_FIELD] : []),
    ...(signIn.hasSessions ? [SESSION_NOTE] : []),
  ];
  // A terminal has no session.
  const hasCommand = signIn.hasTokens || !signIn.hasSessions;
  return createPage({
    files,
    title: 'Epic FHIR GraphQL gateway',
    script: 'landing.js',
    body: markup`<body>
  <header class="head">
    <p class="product"><img src="${files.urlOf('icon.svg')}" alt="" width="28" height="28">Epic FHIR GraphQL gateway</p>
    ${isSynthetic ? markup`<p class="data synthetic">Synthetic data</p>` : markup`<p class="data real">May contain patient data</p>`}
  </header>
  <main class="landing">
    <div class="intro">
      <h1>One GraphQL graph for Epic’s FHIR API</h1>
      <p>${isSynthetic ? 'This gateway runs on an embedded Epic sandbox: every patient is made up.' : 'This gateway reads a FHIR server.'} Select fields of patients, lab results, notes and more. The gateway turns them into few FHIR requests, checks each record, and says what is missing.</p>
    </div>
    <form class="card" id="try" aria-labelledby="try-title">
      <h2 id="try-title">First query</h2>
      <pre class="block" role="region" aria-label="Query" tabindex="0"><code id="query">${FIRST_QUERY}</code></pre>${
        fields.length === 0
          ? NO_MARKUP
          : markup`
      <div class="fields">${fields}</div>`
      }
      <div class="row">
        <button id="run" type="submit"${hasSites ? markup` disabled` : NO_MARKUP}>Run</button>
        <p id="outcome" role="status"></p>
      </div>
      <pre class="block" id="answer" role="region" aria-label="Answer" tabindex="0">The answer appears here, with the FHIR requests that it took.</pre>
      ${hasCommand ? COMMAND : NO_MARKUP}
    </form>
    <div class="aside">
      <nav class="card" aria-labelledby="open-title">
        <h2 id="open-title">Open</h2>
        <ul class="links">${listPages(options).map(createLink)}</ul>
      </nav>${hasSites ? SITES_CARD : NO_MARKUP}
      <section class="card" aria-labelledby="health-title">
        <div class="row">
          <h2 id="health-title">Health</h2>
          <p id="health" role="status">Checking…</p>
        </div>
        <ul class="links">${listHealth(options)}</ul>
      </section>
      <p class="quiet">Only development has this page. <code>LANDING_PAGE=false</code> removes it there too.</p>
    </div>
  </main>
</body>`,
  });
}

/** The graphs of several sites have explorers and Apollo Sandboxes of their own, which the list of sites links. */
function listPages({ hasSites, hasApolloSandbox }: LandingPageOptions): readonly PageLink[] {
  const ofGraph: readonly PageLink[] = [
    {
      path: '/explorer',
      label: 'Explorer',
      description: 'GraphiQL with examples, the schema, and the cost of each response. Needs no internet.',
    },
    {
      path: '/graphql',
      label: 'Apollo Sandbox',
      description: 'Apollo’s own explorer, from its servers. Needs the internet.',
    },
  ];
  return [
    ...(hasSites ? [] : ofGraph.filter(({ path }) => hasApolloSandbox || path !== '/graphql')),
    {
      path: '/pages/README.md',
      label: 'README',
      description: 'As plain text: features, commands, and the list of documentation pages.',
    },
  ];
}

function listHealth({ metricsPort }: LandingPageOptions): readonly Markup[] {
  const probes: readonly PageLink[] = [
    { path: '/livez', label: '/livez', description: 'Whether the process is alive.' },
    { path: '/readyz', label: '/readyz', description: 'Whether it can answer, and why not.' },
  ];
  const port = metricsPort === 0 ? 'a free port, which the log names' : `port ${metricsPort}`;
  const metrics = markup`<li>Metrics: <code>/metrics</code> on ${port}</li>`;
  return [...probes.map(createLink), ...(metricsPort === null ? [] : [metrics])];
}

function createLink({ path, label, description }: PageLink): Markup {
  return markup`
          <li><a href="${path}">${label}</a><span class="quiet">${description}</span></li>`;
}
