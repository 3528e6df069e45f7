/** The panel beside the editor: what each answer says of its requests to the FHIR server, its cost, its warnings and its errors. */

/** One line of `extensions.fhir.upstream`: requests of one kind that the gateway made together. */
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

/** The parts of a GraphQL answer that the panel reads. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: Failure[];
  readonly extensions?: { readonly fhir?: Fhir };
}

interface Answered {
  /** The name of the operation, where it has one. */
  readonly name: string | null;
  readonly status: number;
  readonly ms: number;
  readonly answer: Answer;
}

const MOST_ANSWERS = 10;

/** Adds an answer above those before it. */
export function showAnswer({ name, status, ms, answer }: Answered): void {
  const { errors = [], extensions = {} } = answer;
  const { fhir } = extensions;
  const outcome = errors.length === 0 ? 'answered' : answer.data === undefined ? 'refused' : 'partial';
  add(name, outcome, [
    facts(
      [
        ['Sent to the FHIR server', fhir === undefined ? 'nothing' : requests(fhir.requests)],
        ['Estimated before', fhir === undefined ? '–' : requests(fhir.estimatedRequests)],
        ['Answered in', `${ms} ms`],
      ].concat(status === 200 ? [] : [['HTTP status', String(status)]]),
    ),
    ...(fhir?.upstream === undefined || fhir.upstream.length === 0 ? [] : [table(fhir.upstream)]),
    ...listOf(
      'Errors',
      errors.map(({ extensions: { code = 'no code' } = {}, path = [], message }) => ({
        code,
        where: path.join('.'),
        message,
      })),
    ),
    ...listOf(
      'Warnings',
      (fhir?.warnings ?? []).map(({ code, resourceType, message }) => ({
        code,
        where: resourceType,
        message,
      })),
    ),
  ]);
}

/** Reports that no answer came for the operation of this name. */
export function showFailure(name: string | null): void {
  add(name, 'failed', [element('p', 'The gateway does not answer. Look whether it still runs.')]);
}

function add(name: string | null, outcome: string, content: readonly Node[]): void {
  const answers = document.getElementById('answers');
  if (answers === null) return;
  answers.querySelector('.empty')?.remove();
  for (const older of answers.querySelectorAll('details')) older.open = false;
  const details = document.createElement('details');
  details.open = true;
  const mark = element('span', outcome, `outcome ${outcome}`);
  details.append(element('summary', [element('span', name ?? 'without a name', 'name'), mark]), ...content);
  answers.prepend(details);
  const said = document.getElementById('said');
  if (said !== null) said.textContent = `${name ?? 'The operation'}: ${outcome}`;
  while (answers.children.length > MOST_ANSWERS) answers.lastElementChild?.remove();
}

function requests(count: number | null): string {
  return count === null ? 'not priced' : count === 1 ? '1 request' : `${count} requests`;
}

function facts(pairs: readonly string[][]): Node {
  return element(
    'dl',
    pairs.map(([term = '', value = '']) => element('div', [element('dt', term), element('dd', value)])),
  );
}

/** Returns a table with a row for each kind of request. Its bar shows when, from the start of the operation to the last answer. */
function table(upstream: readonly Upstream[]): Node {
  const last = Math.max(1, ...upstream.map(({ endMs }) => endMs));
  const head = ['Asked for', 'Count', 'From', 'Time'].map((title) => {
    const cell = element('th', title);
    cell.setAttribute('scope', 'col');
    return cell;
  });
  const rows = upstream.map((asked) => {
    const { resourceType, interaction, count, startMs, endMs } = asked;
    const type = element('th', [
      element('span', resourceType),
      ' ',
      element('span', interaction, 'interaction'),
    ]);
    type.setAttribute('scope', 'row');
    const bar = element('span', '', 'bar');
    bar.setAttribute('aria-hidden', 'true');
    bar.style.setProperty('--from', `${(100 * startMs) / last}%`);
    bar.style.setProperty('--to', `${(100 * endMs) / last}%`);
    const time = element('td', [`${endMs - startMs} ms`, bar]);
    return element('tr', [type, element('td', String(count)), element('td', sourcesOf(asked)), time]);
  });
  const caption = element('caption', 'Requests to the FHIR server, in the order of their begin');
  return element('table', [caption, element('thead', [element('tr', head)]), element('tbody', rows)]);
}

function sourcesOf({ count, shared, cached }: Upstream): string {
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

function listOf(title: string, items: readonly Item[]): Node[] {
  if (items.length === 0) return [];
  const list = items.map(({ code, where, message }) =>
    element('li', [element('code', code), ' ', element('span', where, 'where'), element('p', message)]),
  );
  return [element('h3', title), element('ul', list, title.toLowerCase())];
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  content: string | readonly (string | Node)[],
  className = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.append(...(typeof content === 'string' ? [content] : content));
  if (className !== '') made.className = className;
  return made;
}
