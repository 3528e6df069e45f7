/** The gateway of these tests: its default settings, and a sandbox whose faults the tests script. */
import { gatewaySettings, startSandbox } from 'epic-fhir-sandbox';
import { startFhirGateway } from '../../examples/supergraph/programs.ts';

export interface ClientGateway {
  readonly url: string;
  /** Makes the next search for laboratory results fail with `UPSTREAM_REJECTED`. */
  failLabs(): void;
  /** Sends an operation as plain JSON. Returns the response. */
  send(query: string, variables?: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): Promise<void>;
}

/** @param settings settings in addition to the defaults */
export async function startClientGateway(
  settings: Readonly<Record<string, string>> = {},
): Promise<ClientGateway> {
  const sandbox = await startSandbox();
  const gateway = await startFhirGateway({ ...gatewaySettings(sandbox), PORT: '0', ...settings });
  return {
    url: gateway.url,
    failLabs: () => {
      const match = { operation: 'search', resourceType: 'Observation' } as const;
      sandbox.fault({ match, kind: 'status', status: 400 });
    },
    send: async (query, variables = {}) => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
    close: async () => {
      await gateway.close();
      await sandbox.close();
    },
  };
}
