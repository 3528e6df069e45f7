// Apollo Sandbox at the path of a graph. It loads from Apollo's servers, so a message with a way out stays until its frame answers.

const SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
const FRAME_ORIGIN = 'https://sandbox.embed.apollographql.com';
/** A proxy can swallow the requests of a browser without an error. */
const PATIENCE_MS = 6_000;

const { document: firstDocument = '' } = document.body.dataset;
const title = document.querySelector('h1');
const reason = document.getElementById('reason');

/** @param {string} text */
function showFailure(text) {
  if (title !== null) title.textContent = 'Apollo Sandbox cannot load';
  if (reason !== null) reason.textContent = text;
}

const deadline = setTimeout(
  () =>
    showFailure('It needs the internet, and Apollo’s servers have not answered. It appears here if they do.'),
  PATIENCE_MS,
);

/** Shows the frame when it first sends a message, which is when it can show something. */
addEventListener('message', ({ origin }) => {
  if (origin !== FRAME_ORIGIN) return;
  clearTimeout(deadline);
  document.body.classList.remove('loading');
  document.querySelector('.message')?.setAttribute('hidden', '');
});

const script = document.createElement('script');
script.src = SCRIPT;
script.addEventListener('error', () => {
  clearTimeout(deadline);
  showFailure('It needs the internet, and this browser cannot reach Apollo’s servers.');
});
script.addEventListener('load', () => {
  /** @type {unknown} */
  const embeddedSandbox = Reflect.get(window, 'EmbeddedSandbox');
  if (typeof embeddedSandbox !== 'function')
    return showFailure('Apollo’s servers answered with something else.');
  Reflect.construct(embeddedSandbox, [
    {
      target: 'body',
      initialEndpoint: location.origin + location.pathname,
      initialState: { document: firstDocument },
      endpointIsEditable: false,
      hideCookieToggle: false,
      runTelemetry: false,
      // The policy of this page forbids inline styles.
      allowDynamicStyles: false,
    },
  ]);
});
// After the page has loaded, because the browser would show it as loading until Apollo’s server answers.
addEventListener('load', () => document.head.append(script));
