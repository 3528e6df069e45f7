/** Creates Epic clients for the sandbox or another server, and lists the requests that the sandbox received. */
import type { Sandbox } from 'epic-fhir-sandbox';
import type { EpicLimits } from '../../src/config/server-settings.ts';
import { openSiteClient, type SiteClient } from '../support/site.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { createLog } from '../../src/observability/log.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { type ConnectionChanges, connectionTo, type FhirServer } from '../support/gateway.ts';

export interface ClientOptions {
  readonly connection?: ConnectionChanges;
  readonly limits?: Partial<EpicLimits>;
  readonly now?: () => number;
  readonly logLines?: string[];
  /** The state that replicas share. */
  readonly state?: SharedState;
}

export function clientOf(server: FhirServer, options: ClientOptions = {}): Promise<SiteClient> {
  const { logLines = [], now = Date.now } = options;
  return openSiteClient({
    connection: connectionTo(server, options.connection),
    limits: options.limits,
    log: createLog('trace', { write: (line) => void logLines.push(line) }),
    now,
    state: options.state ?? null,
  });
}

/** Returns the requests that the sandbox received in order, such as `token` and `read Patient`. */
export function upstream({ requests }: Pick<Sandbox, 'requests'>): string[] {
  return requests.map(({ operation, resourceType }) =>
    resourceType === null ? operation : `${operation} ${resourceType}`,
  );
}

export function idsOf(resources: readonly Stored<Resource>[]): string[] {
  return resources.map(({ id }) => id);
}

/** Returns an OperationOutcome with one issue that has an issue code of Epic. */
export function outcome(code: string, severity = 'fatal'): Record<string, unknown> {
  const coding = [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code }];
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity, code: 'processing', details: { coding }, diagnostics: 'MARKED' }],
  };
}
