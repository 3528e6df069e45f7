/** The panel next to the editor: each response's FHIR requests, cost, warnings and errors. */

/** One entry of `extensions.fhir.upstream`: requests of one kind that the gateway sent together. */
interface Upstream {
  readonly resourceType: string;
  readonly interaction: string;
  readonly count: number;
  readonly shared: number;
  readonly cached: number;
  readonly startMs: number;
  readonly endMs: number;
}

interface Warning {
  readonly code: string;
  readonly resourceType: string;
  readonly message: string;
}

interface Fhir {
  readonly requests: number;
  readonly estimatedRequests: number | null;
  readonly warnings: readonly Warning[];
  readonly upstream?: readonly Upstream[];
}

interface Failure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** The parts of a GraphQL response that the panel reads. */
export interface GraphQLResponse {
  readonly data?: unknown;
  readonly errors?: Failure[];
  readonly extensions?: { readonly fhir?: Fhir };
}

interface ReceivedResponse {
  /** The name of the operation; null if it is anonymous. */
  readonly name: string | null;
  readonly status: number;
  readonly ms: number;
  readonly response: GraphQLResponse;
}

const MAX_RESPONSES = 10;

/** Adds a response at the top of the panel. */
export function showResponse({ name, status, ms, response }: ReceivedResponse): void {
  const { errors = [], extensions = {} } = response;
  const { fhir } = extensions;
  const outcome = errors.length === 0 ? 'success' : response.data === undefined ? 'rejected' : 'partial';
  addEntry(name, outcome, [
    createFacts(
      [
        ['FHIR requests', fhir === undefined ? 'none' : String(fhir.requests)],
        ['Estimated cost', fhir === undefined ? '–' : formatEstimate(fhir.estimatedRequests)],
        ['Response time', `${ms} ms`],
      ].concat(status === 200 ? [] : [['HTTP status', String(status)]]),
    ),
    ...(fhir?.upstream === undefined || fhir.upstream.length === 0 ? [] : [createTable(fhir.upstream)]),
    ...createList(
      'Errors',
      errors.map(({ extensions: { code = 'no code' } = {}, path = [], message }) => ({
        code,
        where: path.join('.'),
        message,
      })),
    ),
    ...createList(
      'Warnings',
      (fhir?.warnings ?? []).map(({ code, resourceType, message }) => ({
        code,
        where: resourceType,
        message,
      })),
    ),
  ]);
}

/** Shows that the gateway did not respond to the operation of this name. */
export function showFailure(name: string | null): void {
  addEntry(name, 'failed', [createElement('p', 'The gateway does not respond. Check that it is running.')]);
}

function addEntry(name: string | null, outcome: string, content: readonly Node[]): void {
  const responses = document.getElementById('responses');
  if (responses === null) return;
  responses.querySelector('.empty')?.remove();
  for (const older of responses.querySelectorAll('details')) older.open = false;
  const details = document.createElement('details');
  details.open = true;
  const mark = createElement('span', outcome, `outcome ${outcome}`);
  details.append(
    createElement('summary', [createElement('span', name ?? 'anonymous', 'name'), mark]),
    ...content,
  );
  responses.prepend(details);
  const announcement = document.getElementById('announcement');
  if (announcement !== null) announcement.textContent = `${name ?? 'The operation'}: ${outcome}`;
  while (responses.children.length > MAX_RESPONSES) responses.lastElementChild?.remove();
}

function formatEstimate(count: number | null): string {
  if (count === null) return 'not estimated';
  return count === 1 ? '1 request' : `${count} requests`;
}

function createFacts(pairs: readonly string[][]): Node {
  return createElement(
    'dl',
    pairs.map(([term = '', value = '']) =>
      createElement('div', [createElement('dt', term), createElement('dd', value)]),
    ),
  );
}

/** Returns a table with a row per kind of request. The bar shows when it ran, from the start of the operation to the last response. */
function createTable(upstream: readonly Upstream[]): Node {
  const last = Math.max(1, ...upstream.map(({ endMs }) => endMs));
  const head = ['Request', 'Count', 'Source', 'Time'].map((title) => {
    const cell = createElement('th', title);
    cell.setAttribute('scope', 'col');
    return cell;
  });
  const rows = upstream.map((request) => {
    const { resourceType, interaction, count, startMs, endMs } = request;
    const type = createElement('th', [
      createElement('span', resourceType),
      ' ',
      createElement('span', interaction, 'interaction'),
    ]);
    type.setAttribute('scope', 'row');
    const bar = createElement('span', '', 'bar');
    bar.setAttribute('aria-hidden', 'true');
    bar.style.setProperty('--from', `${(100 * startMs) / last}%`);
    bar.style.setProperty('--to', `${(100 * endMs) / last}%`);
    const time = createElement('td', [`${endMs - startMs} ms`, bar]);
    return createElement('tr', [
      type,
      createElement('td', String(count)),
      createElement('td', formatSources(request)),
      time,
    ]);
  });
  const caption = createElement('caption', 'FHIR requests by start time');
  return createElement('table', [
    caption,
    createElement('thead', [createElement('tr', head)]),
    createElement('tbody', rows),
  ]);
}

function formatSources({ count, shared, cached }: Upstream): string {
  const sent = count - shared - cached;
  const sources = [
    [sent, 'sent'],
    [shared, 'shared'],
    [cached, 'cached'],
  ].filter(([number]) => number !== 0);
  return sources.length === 1
    ? String(sources[0]?.[1])
    : sources.map(([number, source]) => `${number} ${source}`).join(', ');
}

interface Item {
  readonly code: string;
  readonly where: string;
  readonly message: string;
}

function createList(title: string, items: readonly Item[]): Node[] {
  if (items.length === 0) return [];
  const list = items.map(({ code, where, message }) =>
    createElement('li', [
      createElement('code', code),
      ' ',
      createElement('span', where, 'where'),
      createElement('p', message),
    ]),
  );
  return [createElement('h3', title), createElement('ul', list, title.toLowerCase())];
}

function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  content: string | readonly (string | Node)[],
  className = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.append(...(typeof content === 'string' ? [content] : content));
  if (className !== '') element.className = className;
  return element;
}
