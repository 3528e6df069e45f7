/** What one GraphQL operation has cost and been warned of at the FHIR server. */

/** A hint beside the data, in this gateway's words: never the server's, which can echo patient data. */
export interface Warning {
  /** Epic's issue code, or a name of this gateway's in capitals. */
  readonly code: string;
  readonly resourceType: string;
  readonly message: string;
}

export interface Usage {
  /** FHIR requests sent so far: reads, searches and pages, with their retries and redirects. Tokens are not counted. */
  readonly requests: number;
  readonly warnings: readonly Warning[];
  /** Aborts what is under way when the operation is given up. */
  readonly signal: AbortSignal | undefined;
  readonly countRequest: () => void;
  /** Notes a warning; the same code for the same type counts once. */
  readonly warn: (warning: Warning) => void;
}

export function createUsage(signal?: AbortSignal): Usage {
  const warnings = new Map<string, Warning>();
  let requests = 0;
  return {
    get requests() {
      return requests;
    },
    get warnings() {
      return [...warnings.values()];
    },
    signal,
    countRequest() {
      requests += 1;
    },
    warn(warning) {
      const key = `${warning.code} ${warning.resourceType}`;
      if (!warnings.has(key)) warnings.set(key, warning);
    },
  };
}

/**
 * The same usage, of which warnings are held back: those of a record that a caller may not see would tell that it is there.
 * @param held takes what is held back
 */
export function withoutWarnings(usage: Usage, held: Warning[] = []): Usage {
  return { ...usage, warn: (warning) => void held.push(warning) };
}
