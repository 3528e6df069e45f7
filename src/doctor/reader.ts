/** The gateway's own Epic client, as the doctor reads by it. */
import { createEpicClient } from '../fhir/client.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { text } from '../fhir/shape.ts';
import { createUsage } from '../fhir/usage.ts';
import { createLog } from '../log.ts';
import { answerOrFault } from './attempt.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import type { TokenGranted } from './token-request.ts';
import type { SearchParameters } from '../fhir/search-parameters.ts';

export type RecordReader = Awaited<ReturnType<typeof createReader>>;

/** Creates a reader with the settings that brought a token, which need not be those of the configuration. The signal closes it. */
export async function createReader(
  { limits }: ExaminedSite,
  { connection, clockOffsetSeconds }: TokenGranted,
  { now, signal }: Pick<CheckTools, 'now' | 'signal'>,
) {
  const client = await createEpicClient({
    connection,
    limits,
    log: createLog('silent'),
    now: () => now() + clockOffsetSeconds * 1000,
  });
  signal.addEventListener('abort', () => client.close(), { once: true });
  const usage = createUsage(signal);
  return {
    urls: client.urls,
    /** Counts the FHIR requests. */
    usage,
    read: <T extends ResourceType>(type: T, id: string) => answerOrFault(client.read(type, id, usage)),
    readContent: (binaryId: string) =>
      answerOrFault(client.readBinary(binaryId, usage).then((binary) => text(binary?.data))),
    search: (type: ResourceType, parameters: SearchParameters) =>
      answerOrFault(client.search(type, parameters, usage)),
    nextPage: (type: ResourceType, link: string) => answerOrFault(client.nextPage(type, link, usage)),
    /** Whether the server is Epic. One that does not describe itself counts as Epic. */
    async isEpic() {
      const described = await answerOrFault(client.capabilities(usage));
      return 'fault' in described || described.answer.isEpic;
    },
  };
}
