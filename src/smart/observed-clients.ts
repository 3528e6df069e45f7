/** Reports the outcomes of the token requests of people. */
import type { Observer, PersonTokenFacts } from '../observability/observer.ts';
import { SignInError } from './sign-in-faults.ts';
import type { SmartClient, SmartClients } from './smart-client.ts';

/** @param site the id of the site; undefined without a sites file */
export function observeClients(
  clients: SmartClients,
  observer: Pick<Observer, 'emit'>,
  site: string | undefined,
): SmartClients {
  const observe = (client: SmartClient | null): SmartClient | null =>
    client === null
      ? null
      : observeClient(client, (facts) => observer.emit({ kind: 'person-token', site, ...facts }));
  return { clinician: observe(clients.clinician), patient: observe(clients.patient) };
}

function observeClient(client: SmartClient, report: (facts: PersonTokenFacts) => void): SmartClient {
  return {
    ...client,
    async exchange(...args) {
      const grantType = 'authorization_code';
      try {
        const grant = await client.exchange(...args);
        report({ grantType, outcome: 'ok' });
        return grant;
      } catch (error) {
        report({ grantType, outcome: error instanceof SignInError ? 'refused' : 'failed' });
        throw error;
      }
    },
    async renew(...args) {
      const grantType = 'refresh_token';
      try {
        const renewal = await client.renew(...args);
        report({ grantType, outcome: renewal.kind === 'renewed' ? 'ok' : 'refused' });
        return renewal;
      } catch (error) {
        report({ grantType, outcome: 'failed' });
        throw error;
      }
    },
  };
}
