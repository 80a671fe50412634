import { LinksOf } from '../links/LinksOf';
import type { UserRow } from '../users/row';

/** Activation links of the user: those that were made, and another one. */
export function LinksSection({ row }: { row: UserRow }) {
  return <LinksOf row={row} />;
}
