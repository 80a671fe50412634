import type { MeFragment, Role } from '../gql/generated';
import { Watched } from '../live';
import { forgetToken, keepToken, onTokenElsewhere, readToken } from './token';

/**
 * Who sits in front of the page:
 * - `unknown`: a token is kept, whether it still holds is being asked;
 * - `none`: the login is shown;
 * - `open`: signed in;
 * - `expired`: the switchboard no longer accepts the token. The page stays as it is, with everything typed into it,
 *   and asks for the password on top.
 */
export type Session =
  | { readonly state: 'unknown' | 'none' }
  | { readonly state: 'open' | 'expired'; readonly me: MeFragment };

export const session = new Watched<Session>({ state: readToken() ? 'unknown' : 'none' });

let token = readToken();

/** The token of the moment. */
export const currentToken = (): string | null => token;

export function opened(newToken: string, me: MeFragment, staySignedIn: boolean): void {
  token = newToken;
  keepToken(newToken, staySignedIn);
  session.set({ state: 'open', me });
}

/** Takes a token that another page of this browser handed over; whether it holds is asked next. */
export function adopt(handed: string): void {
  token = handed;
  keepToken(handed, false);
  session.set({ state: 'unknown' });
}

/** The kept token holds, and this is whose it is. */
export function confirmed(me: MeFragment): void {
  session.set({ state: 'open', me });
}

export function closed(): void {
  token = null;
  forgetToken();
  session.set({ state: 'none' });
}

/** The switchboard refused the token. */
export function refused(): void {
  const before = session.get();
  if (before.state === 'open') session.set({ state: 'expired', me: before.me });
  if (before.state === 'unknown') closed();
}

const roles: readonly Role[] = ['USER', 'SUPERVISOR', 'ADMIN'];

/** Whether a role includes what another may do. */
export function may(role: Role, requires: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(requires);
}

/** Signing out in one tab signs out all tabs that share the kept token. */
onTokenElsewhere(() => {
  if (readToken() === null && token !== null) closed();
});
