import { getLocale, t } from '../../i18n';
import { PresenceChip } from '../../ui/presence';
import type { PresenceNow as Now } from '../users/row';

/** The presence with what the word alone does not say: when it ends, and by what calls go while nobody is there. */
export function PresenceNow({ presence }: { presence: Now }) {
  const more = presenceDetail(presence);
  return (
    <span className="presence-now">
      <PresenceChip presence={presence.shown} />
      {more && <span className="dim num">{more}</span>}
    </span>
  );
}

/** What the word for the presence leaves out; empty where it says all. */
export function presenceDetail({ shown, chosen, returnsAt }: Now): string {
  if (shown === 'OFFLINE') return chosen === 'AVAILABLE' ? '' : t('presence.chosen', { presence: t(`presence.${chosen}`) });
  return returnsAt ? t('presence.returns', { time: new Date(returnsAt).toLocaleTimeString(getLocale(), { timeStyle: 'short' }) }) : '';
}
