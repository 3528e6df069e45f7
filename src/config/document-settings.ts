/** Reads the settings that decide which documents the gateway refuses. */
import { ConfigError } from './config.ts';
import { readVariables } from './server-settings.ts';
import { isProductionEnvironment, type PatientPanel } from './values.ts';

export interface DocumentSettings {
  readonly maxUpstreamCalls: number;
  readonly maxResponseBytes: number;
  readonly idBatchSize: number;
  /** Null if none is configured. */
  readonly panel: PatientPanel | null;
  readonly isPanelOnly: boolean;
  readonly panelCacheSeconds: number;
  readonly canIntrospect: boolean;
  /** The manifests of trusted documents. */
  readonly trustedDocuments: readonly string[];
}

/** The other settings need not be there: a frontend's build has no credentials, and no FHIR server. */
const NAMES: ReadonlySet<string> = new Set([
  'EPIC_ID_BATCH_SIZE',
  'INTROSPECTION',
  'MAX_RESPONSE_BYTES',
  'MAX_UPSTREAM_CALLS',
  'NODE_ENV',
  'PANEL_CACHE_SECONDS',
  'PANEL_ONLY',
  'PATIENT_PANEL',
  'TRUSTED_DOCUMENTS',
]);

/** @throws ConfigError with the problems of these settings */
export function readDocumentSettings(env: Readonly<Record<string, string | undefined>>): DocumentSettings {
  const set = Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) =>
      NAMES.has(name) && value.trim() !== '' ? [[name, value.trim()]] : [],
    ),
  );
  const { values, problems } = readVariables(set, () => null, false);
  if (values === null || problems.length > 0) throw new ConfigError(problems);
  return {
    maxUpstreamCalls: values.MAX_UPSTREAM_CALLS,
    maxResponseBytes: values.MAX_RESPONSE_BYTES,
    idBatchSize: values.EPIC_ID_BATCH_SIZE,
    panel: values.PATIENT_PANEL ?? null,
    isPanelOnly: values.PANEL_ONLY,
    panelCacheSeconds: values.PANEL_CACHE_SECONDS,
    canIntrospect: values.INTROSPECTION ?? !isProductionEnvironment(values.NODE_ENV),
    trustedDocuments: values.TRUSTED_DOCUMENTS ?? [],
  };
}
