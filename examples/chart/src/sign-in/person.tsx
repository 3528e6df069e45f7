/** The person who is signed in, in the page head. */
import { useQuery } from '@apollo/client/react';
import { graphql } from '../gql/index.ts';
import type { MeQuery } from '../gql/graphql.ts';
import type { PersonSession } from './person-session.ts';

const ME = graphql(`
  query Me {
    me {
      fhirUser {
        resource {
          __typename
          ... on Patient {
            id
            fullName
            hasProtectedName
            isReplacedBy
            isEnteredInError
            hasUnknownModifier
          }
          ... on Practitioner {
            id
            fullName
          }
          ... on RelatedPerson {
            id
            fullName
            isEnteredInError
            hasUnknownModifier
            isCurrent
          }
        }
      }
    }
  }
`);

/** Not everybody on the staff is a clinician. */
const ROLES = { clinician: 'Staff', patient: 'Patient' } as const;

interface Props {
  readonly session: PersonSession;
  readonly onSignOut: (session: PersonSession) => void;
}

export function Person({ session, onSignOut }: Props) {
  const { data } = useQuery(ME);
  // Not every server lets people read their own record.
  const user = data?.me?.fhirUser?.resource ?? null;
  const name = user === null ? null : nameOf(user);
  const proxy = user?.__typename === 'RelatedPerson' ? user : null;
  const role = proxy === null ? ROLES[session.audience] : proxy.isCurrent ? 'Proxy' : 'Former proxy';
  return (
    <p className="person">
      <span className="unseen">Signed in as </span>
      <span className="who">
        {name !== null && <b>{name}</b>} <span className="muted">{role}</span>
      </span>
      <button type="button" className="quiet" onClick={() => onSignOut(session)}>
        Sign out
      </button>
    </p>
  );
}

type User = NonNullable<NonNullable<NonNullable<MeQuery['me']>['fhirUser']>['resource']>;

/** Returns null for a record that may not say who the person is, and for a name to protect on a shared screen. */
function nameOf(user: User): string | null {
  if (user.__typename === 'Practitioner') return user.fullName;
  const isHidden =
    user.isEnteredInError ||
    user.hasUnknownModifier ||
    (user.__typename === 'Patient' && (user.hasProtectedName || user.isReplacedBy === true));
  return isHidden ? null : user.fullName;
}
