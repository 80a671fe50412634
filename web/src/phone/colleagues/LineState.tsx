import { t } from '../../i18n';
import { TelephoneChip } from '../../ui/chips';
import type { Colleague } from './colleague';

/** What matters before one calls: what the telephone does, and the presence. Nobody's client being connected says nothing
 * about calls, so that word is left to the badge. */
export function LineState({ colleague }: { colleague: Colleague }) {
  const { presence, state, activity } = colleague;
  return (
    <>
      <TelephoneChip state={state} activity={activity} />
      {presence !== 'OFFLINE' && <span className="line-presence dim">{t(`presence.${presence}`)}</span>}
    </>
  );
}
