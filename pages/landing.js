// The page at `/`: runs the first query, lists the sites, and shows the health. Nothing here stores a token.

/**
 * @typedef {{ id: string, name: string | null, graph: string }} Site
 * @typedef {{ message: string, extensions?: { code?: string, loginUrl?: string } }} Problem
 * @typedef {{ errors?: Problem[], sites?: Site[], data?: { patients?: unknown[] | null } | null,
 *   extensions?: { fhir?: { requests?: number, warnings?: { message: string }[] } },
 *   status?: string, expiresAt?: string, handle?: string }} Body
 * @typedef {{ status: number, body: Body }} Answer
 */

/**
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind | null}
 */
function find(id, kind) {
  const found = document.getElementById(id);
  return found instanceof kind ? found : null;
}

const query = find('query', HTMLElement)?.textContent ?? '';
const token = find('token', HTMLInputElement);
const siteChoice = find('site', HTMLSelectElement);
const runButton = find('run', HTMLButtonElement);
const copyButton = find('copy', HTMLButtonElement);
const outcome = find('outcome', HTMLElement);
const answer = find('answer', HTMLElement);
const command = find('command', HTMLElement);
const session = find('session', HTMLElement);

/** The handle of the person's session. After a sign-in, the gateway adds it to the address of this page. */
let [, handle = ''] = /^#session=(.+)$/.exec(location.hash) ?? [];
if (handle !== '') history.replaceState(null, '', location.pathname);

/** The query that runs. */
let running = new AbortController();
const noAnswer = answer?.textContent ?? '';

/** @returns {string} the path of the chosen site; empty without a sites file */
const siteFolder = () => (siteChoice === null ? '' : `/sites/${siteChoice.value}`);
const enteredToken = () => token?.value.trim() ?? '';

/**
 * Sends a request of this page, with the token or with the cookies of a session, and never with both.
 * @param {string} path
 * @param {{ method?: string, headers?: Record<string, string>, body?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<Answer>}
 */
async function send(path, { headers = {}, ...options } = {}) {
  const bearer = enteredToken();
  const response = await fetch(path, {
    ...options,
    cache: 'no-store',
    credentials: bearer === '' ? 'same-origin' : 'omit',
    headers: {
      ...headers,
      ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
      ...(bearer === '' && handle !== '' ? { 'x-session': handle } : {}),
    },
  });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- JSON is untyped
  return { status: response.status, body: await response.json() };
}

/**
 * @param {number} count
 * @param {string} noun
 */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * @param {string} text
 * @param {boolean} isGood
 */
function showOutcome(text, isGood) {
  if (outcome === null) return;
  outcome.textContent = text;
  outcome.className = isGood ? 'good' : 'bad';
}

/** @param {Body} body */
function describeProblem({ errors: [problem] = [] }) {
  return `${problem?.extensions?.code ?? 'Error'}: ${problem?.message ?? 'The gateway answered with an error.'}`;
}

/** Removes the answer, and stops the query that runs: both are of the site or the token before the change. */
function forgetAnswer() {
  running.abort();
  if (answer !== null) answer.textContent = noAnswer;
  if (outcome !== null) outcome.textContent = '';
}

async function run() {
  if (runButton === null || answer === null) return;
  running = new AbortController();
  const { signal } = running;
  runButton.disabled = true;
  showOutcome('Running…', true);
  const started = performance.now();
  try {
    const { body } = await send(`${siteFolder()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal,
    });
    signal.throwIfAborted();
    const ms = Math.round(performance.now() - started);
    answer.textContent = JSON.stringify(body, null, 2);
    const { requests } = body.extensions?.fhir ?? {};
    const cost = requests === undefined ? '' : `${counted(requests, 'FHIR request')}, `;
    if (body.errors === undefined)
      showOutcome(`${counted(body.data?.patients?.length ?? 0, 'patient')}, ${cost}${ms} ms`, true);
    else showOutcome(describeProblem(body), false);
    showSignIn(body);
  } catch {
    if (signal.aborted) return;
    answer.textContent = '';
    showOutcome('The gateway did not answer. Is it still running?', false);
  } finally {
    runButton.disabled = false;
  }
}

/**
 * Offers the address at which people sign in, if a response names one.
 * @param {Body} body
 */
function showSignIn({ errors = [] }) {
  const address = errors.find(({ extensions }) => extensions?.loginUrl)?.extensions?.loginUrl;
  if (session === null || address === undefined) return;
  const link = document.createElement('a');
  link.href = address;
  link.textContent = 'Sign in';
  session.replaceChildren(link, ' at the FHIR server. Then return to this page.');
}

async function showSession() {
  if (session === null || siteChoice?.value === '') return;
  const folder = siteFolder();
  try {
    const { status, body } = await send(`${folder}/auth/session`);
    // A late answer is of the site before.
    if (folder !== siteFolder()) return;
    handle = status === 200 ? (body.handle ?? '') : '';
    if (handle === '') return showSignIn(body);
    const end = new Date(body.expiresAt ?? '').toLocaleTimeString([], { timeStyle: 'short' });
    session.textContent = `You are signed in until ${end}.`;
  } catch {
    session.textContent = 'The gateway did not answer.';
  }
}

async function showSites() {
  const list = find('sites', HTMLElement);
  const note = find('sites-note', HTMLElement);
  if (siteChoice === null || list === null || note === null) return;
  const { body } = await send('/sites');
  const { sites } = body;
  const chosen = siteChoice.value;
  list.replaceChildren(...(sites ?? []).map(listSite));
  siteChoice.replaceChildren(
    ...(sites ?? []).map(({ id, name }) => new Option(name === null ? id : `${name} (${id})`, id)),
  );
  // Replacing the options chooses the first one.
  if (sites?.some(({ id }) => id === chosen)) siteChoice.value = chosen;
  else forgetAnswer();
  siteChoice.disabled = sites === undefined || sites.length === 0;
  if (runButton !== null) runButton.disabled = siteChoice.disabled;
  if (sites === undefined) {
    note.textContent = describeProblem(body);
    showSignIn(body);
  } else note.textContent = sites.length === 0 ? 'No site is open to you.' : '';
  showCommand();
}

/**
 * @param {string} label
 * @param {string} address
 * @param {string} siteName distinguishes links with the same label
 */
function createLink(label, address, siteName) {
  const link = document.createElement('a');
  link.href = address;
  link.textContent = label;
  link.setAttribute('aria-label', `${label}: ${siteName}`);
  return link;
}

/** @param {Site} site */
function listSite({ id, name }) {
  const item = document.createElement('li');
  const title = document.createElement('span');
  title.className = 'name';
  title.textContent = name ?? id;
  const links = document.createElement('span');
  links.className = 'row';
  links.append(
    createLink('Explorer', `/sites/${id}/explorer`, name ?? id),
    createLink('Apollo Sandbox', `/sites/${id}/graphql`, name ?? id),
  );
  item.append(title, links);
  return item;
}

function showCommand() {
  if (command === null) return;
  const bearer = token === null ? [] : ["-H 'authorization: Bearer <token>'"];
  const folder = siteChoice !== null && siteChoice.value === '' ? '/sites/<id>' : siteFolder();
  const body = JSON.stringify({ query });
  command.textContent = [
    `curl -s ${location.origin}${folder}/graphql`,
    "-H 'content-type: application/json'",
    ...bearer,
    `-d '${body}'`,
  ].join(' \\\n  ');
}

async function showHealth() {
  const health = find('health', HTMLElement);
  if (health === null) return;
  try {
    const { status, body } = await send('/readyz');
    health.textContent = status === 200 ? 'Ready' : `Not ready: ${body.status ?? status}`;
    health.className = status === 200 ? 'good' : 'bad';
  } catch {
    health.textContent = 'No answer';
    health.className = 'bad';
  }
}

async function copyCommand() {
  await navigator.clipboard.writeText(command?.textContent ?? '');
  if (copyButton !== null) copyButton.textContent = 'Copied';
}

copyButton?.addEventListener('click', () => void copyCommand());
find('try', HTMLFormElement)?.addEventListener('submit', (event) => {
  event.preventDefault();
  void run();
});
siteChoice?.addEventListener('change', () => {
  forgetAnswer();
  showCommand();
  void showSession();
});
// The sites depend on the caller.
token?.addEventListener('change', () => {
  forgetAnswer();
  void showSites();
});

showCommand();
void showHealth();
await showSites();
await showSession();
