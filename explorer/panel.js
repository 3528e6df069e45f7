/** The panel beside the editor: what each answer says of its requests to the FHIR server, its cost, its warnings and its errors. */

/**
 * @typedef {{ resourceType: string, interaction: string, count: number, shared: number, cached: number, startMs: number, endMs: number }} Asked
 * @typedef {{ code: string, resourceType: string, message: string }} Warning
 * @typedef {{ requests: number, estimatedRequests: number | null, warnings: Warning[], upstream?: Asked[] }} Fhir
 * @typedef {{ message: string, path?: (string | number)[], extensions?: { code?: string } }} Failure
 * @typedef {{ data?: unknown, errors?: Failure[], extensions?: { fhir?: Fhir } }} Answer
 * @typedef {{ name: string | null, status: number, ms: number, answer: Answer }} Answered
 */

const MOST_ANSWERS = 10;

/**
 * Adds an answer above those before it.
 * @param {Answered} answered
 */
export function showAnswer({ name, status, ms, answer }) {
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

/**
 * Tells that no answer came.
 * @param {string | null} name of the operation
 */
export function showFailure(name) {
  add(name, 'failed', [element('p', 'The gateway does not answer. Look whether it still runs.')]);
}

/**
 * @param {string | null} name
 * @param {string} outcome
 * @param {readonly Node[]} content
 */
function add(name, outcome, content) {
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

/** @param {number | null} count */
function requests(count) {
  return count === null ? 'not priced' : count === 1 ? '1 request' : `${count} requests`;
}

/** @param {string[][]} pairs */
function facts(pairs) {
  return element(
    'dl',
    pairs.map(([term = '', value = '']) => element('div', [element('dt', term), element('dd', value)])),
  );
}

/**
 * One line for what was asked for in one go; its bar shows when, from the operation's begin to the last answer.
 * @param {Asked[]} upstream
 */
function table(upstream) {
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

/** @param {Asked} asked */
function sourcesOf({ count, shared, cached }) {
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

/**
 * @param {string} title
 * @param {{ code: string, where: string, message: string }[]} items
 */
function listOf(title, items) {
  if (items.length === 0) return [];
  const list = items.map(({ code, where, message }) =>
    element('li', [element('code', code), ' ', element('span', where, 'where'), element('p', message)]),
  );
  return [element('h3', title), element('ul', list, title.toLowerCase())];
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string | readonly (string | Node)[]} content
 * @param {string} [className]
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, content, className = '') {
  const made = document.createElement(name);
  made.append(...(typeof content === 'string' ? [content] : content));
  if (className !== '') made.className = className;
  return made;
}
