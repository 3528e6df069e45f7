/** The gateway's own client and loaders, for the steps that read records. */
import { ANONYMOUS_CALLER } from '../access/caller.ts';
import { createAuthorization } from '../access/authorization.ts';
import { createAccessLog } from '../audit/access-log.ts';
import { SYSTEM_GRANT } from '../auth/grants.ts';
import { openSite } from '../epic/site.ts';
import { createRequestBudget } from '../epic/request-budget.ts';
import { createUnlimitedBudget } from '../limits/response-budget.ts';
import { createById } from '../loaders/by-id.ts';
import { createByMrn } from '../loaders/by-mrn.ts';
import type { Operation } from '../loaders/operation.ts';
import { readPanelPatientIds } from '../loaders/panel.ts';
import { createUpstream, type UpstreamOptions } from '../loaders/upstream.ts';
import { createLog } from '../observability/log.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import type { TokenGranted } from './token.ts';
import { createTrials } from '../loaders/trials.ts';

export type ProbingGateway = Awaited<ReturnType<typeof openGateway>>;

/** How many patients the doctor reads. */
export const MAX_PATIENTS = 3;

/** Creates one with the settings that granted a token. The signal closes it. */
export async function openGateway(
  site: ExaminedSite,
  { connection, clockOffsetSeconds, scope }: TokenGranted,
  tools: Pick<CheckTools, 'now' | 'signal' | 'throttles'>,
) {
  const { limits, patientSees } = site;
  const now = () => tools.now() + clockOffsetSeconds * 1000;
  const { throttle, release } = tools.throttles.borrow(connection.baseUrl, limits);
  const own = await openSite({ connection, limits, throttle, log: createLog('silent'), now });
  const client = own.as(SYSTEM_GRANT);
  const close = (): void => {
    own.close();
    release();
  };
  tools.signal.addEventListener('abort', close, { once: true });
  const budget = createRequestBudget(tools.signal);
  const settings: UpstreamOptions = {
    ...site,
    site: own,
    notes: NO_CONVERTER,
    idBatchSize: limits.idBatchSize,
    // The doctor checks the panel itself, so it must see patients outside it.
    isPanelOnly: false,
    panelCacheSeconds: 0,
    state: null,
    sharedCacheSeconds: 0,
    now,
  };
  const upstream = createUpstream(settings, SYSTEM_GRANT);
  const authorization = createAuthorization({
    caller: ANONYMOUS_CALLER,
    members: null,
    patientSees,
    server: client.urls,
  });
  const operation: Operation = {
    ...upstream,
    caller: ANONYMOUS_CALLER,
    budget,
    responseBudget: createUnlimitedBudget(),
    accessLog: createAccessLog(client.urls),
    authorize: async () => authorization,
    readPanel: () => readPanelPatientIds(operation, site.isPanelOnly),
    trials: createTrials(),
  };
  const byId = createById(operation);
  return {
    client,
    /** Counts the requests, and collects the warnings. */
    budget,
    scope,
    byMrn: createByMrn(operation, byId),
    readPanel: operation.readPanel,
  };
}

const NO_CONVERTER: Operation['notes'] = {
  convert: () => Promise.reject(new Error('The doctor does not convert notes.')),
  close: async () => {},
};
