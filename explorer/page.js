/** Starts the explorer: the editor, the examples, and the requests to the gateway, each answer of which is shown in the panel. */
import { createRoot, React, Ruru } from './ruru/ruru.js';
import { showAnswer, showFailure } from './panel.js';

/**
 * @typedef {{ name: string, query: string, variables: string }} Example
 * @typedef {{ document: string, signsIn: boolean, examples: Example[] }} Start
 * @typedef {{ query: string, operationName?: string | null, variables?: unknown }} Operation
 */

/** Monaco starts each of its workers by a label. */
const WORKERS = new Map([
  ['json', 'jsonWorker.js'],
  ['graphql', 'graphqlWorker.js'],
]);
Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (/** @type {unknown} */ _id, /** @type {string} */ label) =>
      new Worker(new URL(`./ruru/${WORKERS.get(label) ?? 'editorWorker.js'}`, import.meta.url), {
        type: 'module',
      }),
  },
});

/**
 * What GraphiQL keeps is kept until the tab is closed, and never longer, since operations and variables may name patients; headers,
 * which its history has too, are not kept at all.
 * @type {Pick<Storage, 'length' | 'getItem' | 'setItem' | 'removeItem' | 'clear'>}
 */
const storage = {
  get length() {
    return sessionStorage.length;
  },
  getItem: (name) => sessionStorage.getItem(name),
  setItem: (name, value) => sessionStorage.setItem(name, withoutHeaders(value)),
  removeItem: (name) => sessionStorage.removeItem(name),
  clear: () => sessionStorage.clear(),
};

const TOKEN_HEADER = JSON.stringify({ authorization: 'Bearer ' }, null, 2);

/** What GraphiQL asks by itself, to know the schema; of no interest in the panel unless it fails. */
const INTROSPECTION = 'IntrospectionQuery';

/**
 * Sends an operation, and shows what its answer says of itself.
 * @param {Operation} operation
 * @param {{ headers?: Record<string, string> }} [options] what stands in the editor of headers
 * @returns {Promise<unknown>}
 */
async function send(operation, { headers = {} } = {}) {
  const name = operation.operationName ?? null;
  const started = performance.now();
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        'x-explain': 'true',
        ...headers,
      },
      body: JSON.stringify(operation),
    });
    /** @type {import('./panel.js').Answer} */
    const answer = await bodyOf(response);
    const ms = Math.round(performance.now() - started);
    if (name !== INTROSPECTION || answer.errors !== undefined) {
      showAnswer({ name, status: response.status, ms, answer });
    }
    return answer;
  } catch (error) {
    showFailure(name);
    throw error;
  }
}

/** @type {Start} */
const { document: first, signsIn, examples } = await bodyOf(await fetch('/explorer/start.json'));

const root = createRoot(elementById('editor'));
let opened = 0;

/**
 * Opens the editor; an example comes in a tab of its own, beside those that are there.
 * @param {Example} [example]
 */
function open(example) {
  opened += 1;
  root.render(
    React.createElement(Ruru, {
      // GraphiQL takes an operation only when it begins.
      key: opened,
      fetcher: send,
      storage,
      defaultQuery: first,
      defaultEditorToolsVisibility: true,
      showPersistHeadersSettings: false,
      ...(signsIn ? { defaultHeaders: TOKEN_HEADER } : {}),
      ...(example === undefined ? {} : { initialQuery: example.query, initialVariables: example.variables }),
    }),
  );
}

const select = elementById('example');
for (const { name } of examples) select.append(new Option(name.replaceAll('-', ' '), name));
select.addEventListener('change', () => {
  if (!(select instanceof HTMLSelectElement)) return;
  const example = examples.find(({ name }) => name === select.value);
  if (example !== undefined) open(example);
});
open();

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function elementById(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page expects an element with the id ${id}.`);
  return element;
}

/**
 * @template Body
 * @param {Response} response
 * @returns {Promise<Body>}
 */
function bodyOf(response) {
  // oxlint-disable-next-line typescript/no-unsafe-return -- what comes over HTTP has no type; the caller names it
  return response.json();
}

/** @param {string} value JSON, or a text of GraphiQL's own */
function withoutHeaders(value) {
  if (!/^[{[]/.test(value)) return value;
  return JSON.stringify(JSON.parse(value), (name, /** @type {unknown} */ inner) =>
    name === 'headers' ? null : inner,
  );
}
