/** Gives its children the graph of one site. Mount a new one for each site and user: it starts with an empty cache. */
import { ApolloProvider } from '@apollo/client/react';
import { type ReactNode, useMemo, useState } from 'react';
import { createGraphClient } from '../graph-client.ts';
import { createPatientLists, PatientListsContext } from '../patients/search-draft.ts';
import { createResponses, ResponsesContext } from '../responses.ts';
import { type PersonSession, PersonSessionContext } from '../sign-in/person-session.ts';
import { type Site, SiteContext } from '../sites.ts';

interface Props {
  readonly site: Site;
  /** The name to show; null if the user can use only one site. */
  readonly name: string | null;
  /** The session of the person; null if people do not sign in. */
  readonly session: PersonSession | null;
  readonly onSessionEnd: (loginUrl: unknown) => void;
  readonly children: ReactNode;
}

export function SiteScope({ site, name, session, onSessionEnd, children }: Props) {
  const [responses] = useState(createResponses);
  const [patientLists] = useState(createPatientLists);
  const shown = useMemo(() => ({ id: site.id, name }), [site.id, name]);
  const [client] = useState(() =>
    createGraphClient({ uri: site.graph, responses, session: session?.handle ?? null, onSessionEnd }),
  );
  return (
    <SiteContext value={shown}>
      <PersonSessionContext value={session}>
        <ResponsesContext value={responses}>
          <PatientListsContext value={patientLists}>
            <ApolloProvider client={client}>{children}</ApolloProvider>
          </PatientListsContext>
        </ResponsesContext>
      </PersonSessionContext>
    </SiteContext>
  );
}
