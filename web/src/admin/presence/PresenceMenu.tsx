import { Menu } from '@mantine/core';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { PresenceSetDocument, type Presence } from '../../gql/generated';
import { t } from '../../i18n';
import { IconCheck, IconEdit } from '../../ui/icons';
import { PresenceIcon, settable } from '../../ui/presence';
import { sayFailed } from '../../ui/toast';
import type { PresenceNow } from '../users/row';

interface Props {
  readonly userId: string;
  readonly name: string;
  readonly presence: PresenceNow;
}

/** Switches the presence of a user; each choice says what it does to calls. */
export function PresenceMenu({ userId, name, presence }: Props) {
  const [{ fetching }, presenceSet] = useMutation(PresenceSetDocument);
  const choose = async (to: Presence): Promise<void> => {
    const { data, error } = await presenceSet({ presence: to, userId });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { errors } = data.presenceSet;
    if (errors.length > 0) sayFailed(errors.map(faultText).join(' '));
  };
  return (
    <Menu position="bottom-end" shadow="md" width={330}>
      <Menu.Target>
        <button type="button" className="icon-button" disabled={fetching} aria-label={t('presence.set', { name })} title={t('presence.set', { name })}>
          <IconEdit size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {settable.map((choice) => (
          <Menu.Item
            key={choice}
            leftSection={<PresenceIcon presence={choice} />}
            rightSection={presence.chosen === choice && <IconCheck size={15} aria-label={t('presence.set.now')} />}
            onClick={() => choose(choice)}
          >
            <span className="presence-choice">
              {t(`presence.${choice}`)}
              <span className="dim">{t(`presence.${choice}.help`)}</span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
