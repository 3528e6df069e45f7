/** Opens PDFs with pdf.js, in a worker of their own. A PDF is hostile until shown otherwise: nothing in it runs, and nothing is loaded for it. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, VerbosityLevel } from 'pdfjs-dist';

/** Why a PDF cannot be shown. */
export type PdfProblem =
  | 'broken'
  /** It opens only with a password. */
  | 'encrypted'
  /** An XFA form: its only page says that the reader cannot show it. */
  | 'form'
  /** It took too long to read. */
  | 'slow'
  /** The worker could not be loaded. */
  | 'no-viewer';

export type OpenedPdf =
  { readonly kind: 'open'; readonly pdf: PDFDocumentProxy } | { readonly kind: PdfProblem };

/** The worker, the character maps, the fonts and the decoders of pdf.js. */
const RESOURCES = new URL(`${import.meta.env.BASE_URL}${import.meta.env.PDFJS}/`, location.href).href;
const WORKER = `${RESOURCES}build/pdf.worker.min.mjs`;
const OPENING_TIMEOUT_MS = 30_000;

/**
 * Opens a PDF. Aborting the signal closes it, and ends its worker.
 * @param bytes moved to the worker: they are empty afterward
 */
export async function openPdf(bytes: Uint8Array, signal: AbortSignal): Promise<OpenedPdf> {
  const port = startWorker();
  GlobalWorkerOptions.workerPort = port;
  const task = getDocument({
    data: bytes,
    cMapUrl: `${RESOURCES}cmaps/`,
    standardFontDataUrl: `${RESOURCES}standard_fonts/`,
    wasmUrl: `${RESOURCES}wasm/`,
    // The content security policy allows no WebAssembly. pdf.js has the same decoders in JavaScript.
    useWasm: false,
    // The page loads fonts and maps, under its own content security policy.
    useWorkerFetch: false,
    // Its style rules would load fonts by their URLs, which the content security policy does not allow.
    useSystemFonts: false,
    enableXfa: false,
    // Without `maxImageSize`: pdf.js leaves a larger image blank, and a blank must not look like an empty page.
    verbosity: VerbosityLevel.ERRORS,
  });
  GlobalWorkerOptions.workerPort = null;
  const close = () => {
    task.destroy().catch(() => undefined);
    port.terminate();
  };
  signal.addEventListener('abort', close, { once: true });
  const trouble = new Promise<OpenedPdf>((resolve) => {
    port.addEventListener('error', () => resolve({ kind: 'no-viewer' }), { signal });
    const timer = setTimeout(() => resolve({ kind: 'slow' }), OPENING_TIMEOUT_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
  const opened = await Promise.race([trouble, readDocument(task.promise)]);
  if (opened.kind !== 'open') close();
  return opened;
}

async function readDocument(loading: Promise<PDFDocumentProxy>): Promise<OpenedPdf> {
  try {
    const pdf = await loading;
    const { info } = await pdf.getMetadata();
    const isDynamicForm =
      Reflect.get(info, 'IsXFAPresent') === true && Reflect.get(info, 'IsAcroFormPresent') !== true;
    return isDynamicForm ? { kind: 'form' } : { kind: 'open', pdf };
  } catch (error) {
    return { kind: error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'broken' };
  }
}

interface ScriptUrlRules {
  /** Returns a trusted URL. Typed as a string, because the types of Worker do not know trusted ones. */
  createScriptURL(url: string): string;
}

declare global {
  interface ImportMetaEnv {
    /** The path of the files of pdf.js (vite.config.ts). */
    readonly PDFJS: string;
  }

  /** Undefined in browsers without Trusted Types. */
  var trustedTypes: { createPolicy(name: string, rules: ScriptUrlRules): ScriptUrlRules } | undefined;
}

/** Allows the worker of pdf.js, and no other script. */
const policy = globalThis.trustedTypes?.createPolicy('pdf-worker', {
  createScriptURL(url) {
    if (url === WORKER) return url;
    throw new TypeError('Expected the worker of pdf.js.');
  },
});

function startWorker(): Worker {
  return new Worker(policy?.createScriptURL(WORKER) ?? WORKER, { type: 'module' });
}
