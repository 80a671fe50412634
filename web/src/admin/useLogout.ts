import { useMutation } from 'urql';
import { LogoutDocument } from '../gql/generated';
import { closed } from '../session/session';

/** Ends the session at the switchboard and here. Here it ends even where the switchboard does not answer. */
export function useLogout(): () => Promise<void> {
  const [, logout] = useMutation(LogoutDocument);
  return async () => {
    await logout({});
    closed();
  };
}
