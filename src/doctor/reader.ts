/** The Epic client of the gateway itself, by which the doctor reads, and what it learns without telling whose record it was. */
import { type EpicClient, createEpicClient } from '../fhir/client.ts';
import { GatewayError } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Searchset } from '../fhir/searchset.ts';
import { text } from '../fhir/shape.ts';
import type { Stored } from '../fhir/types.ts';
import { createUsage, type Usage } from '../fhir/usage.ts';
import { createLog } from '../log.ts';
import type { Subject } from './configuration.ts';
import type { TokenGranted } from './token.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import type { SearchParameters } from '../fhir/search-parameters.ts';

/** What became of a read or search: an answer, or the gateway's code for the lack of one. */
export type Told<T> = { readonly answer: T } | { readonly code: string; readonly message: string };

export interface Reader {
  readonly urls: ServerUrls;
  read<T extends ResourceType>(type: T, id: string): Promise<Told<Stored<ResourceOf<T>> | null>>;
  readBinary(id: string): Promise<Told<string | null>>;
  search(type: ResourceType, parameters: SearchParameters): Promise<Told<Searchset>>;
  nextPage(type: ResourceType, link: string): Promise<Told<Searchset>>;
  /** Whether the server is Epic, by its own account; taken for it where it gives none. */
  isEpic(): Promise<boolean>;
  /** How many FHIR requests were sent. */
  readonly usage: Usage;
  close(): void;
}

/** Asks by the settings that brought a token, which need not be those of the configuration. */
export async function createReader(
  { limits }: Subject,
  { connection, clockOffsetSeconds }: TokenGranted,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<Reader> {
  const client: EpicClient = await createEpicClient({
    connection,
    limits,
    log: createLog('silent'),
    now: () => now() + clockOffsetSeconds * 1000,
  });
  const usage = createUsage(signal);
  return {
    urls: client.urls,
    usage,
    read: (type, id) => told(() => client.read(type, id, usage)),
    readBinary: (id) => told(async () => text((await client.readBinary(id, usage))?.data)),
    search: (type, parameters) => told(() => client.search(type, parameters, usage)),
    nextPage: (type, link) => told(() => client.nextPage(type, link, usage)),
    async isEpic() {
      const described = await told(() => client.capabilities(usage));
      return 'code' in described || described.answer.isEpic;
    },
    close: () => client.close(),
  };
}

/** The gateway's errors are an outcome here, with its own words; all others are defects. */
async function told<T>(ask: () => Promise<T>): Promise<Told<T>> {
  try {
    return { answer: await ask() };
  } catch (error) {
    if (error instanceof GatewayError) return { code: error.code, message: error.message };
    throw error;
  }
}
