/** The connection of a gateway to a FHIR server that it started. */
import type { EpicConnection } from '../config/connection.ts';
import type { PatientPanel } from '../config/values.ts';

/** A FHIR server, and what identifies its patients. */
export interface ConnectedServer {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  readonly mrnSystem: string;
}

/** An embedded sandbox that runs until it is closed. */
export interface EmbeddedSandbox extends ConnectedServer {
  /** The page that launches apps as an EHR does. */
  readonly launcherUrl: string;
  readonly close: () => Promise<void>;
}
