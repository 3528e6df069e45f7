/** The gateway's own Epic client, as the doctor reads by it. */
import { createEpicClient } from '../epic/client.ts';
import { createRequestBudget } from '../epic/request-budget.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';
import { readText } from '../fhir/lenient-read.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { createLog } from '../observability/log.ts';
import { answerOrFault } from './attempt.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import type { TokenGranted } from './token-request.ts';

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
  const budget = createRequestBudget(signal);
  return {
    urls: client.urls,
    /** Counts the FHIR requests. */
    budget,
    read: <T extends ResourceType>(type: T, id: string) => answerOrFault(client.read(type, id, budget)),
    readContent: (binaryId: string) =>
      answerOrFault(client.readBinary(binaryId, budget).then((binary) => readText(binary?.data))),
    search: (type: ResourceType, parameters: SearchParameters) =>
      answerOrFault(client.search(type, parameters, budget)),
    nextPage: (type: ResourceType, link: string) => answerOrFault(client.nextPage(type, link, budget)),
    /** Whether the server is Epic. One that does not describe itself counts as Epic. */
    async isEpic() {
      const described = await answerOrFault(client.capabilities(budget));
      return 'fault' in described || described.answer.isEpic;
    },
  };
}
