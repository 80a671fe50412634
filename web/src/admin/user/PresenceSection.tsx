import { Button } from '@mantine/core';
import { t } from '../../i18n';
import { IconHistory } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { PresenceMenu } from '../presence/PresenceMenu';
import { PresenceNow } from '../presence/PresenceNow';
import '../presence/presence.css';
import { callName, type UserRow } from '../users/row';
import { showHistory } from '../windows';

/** What others see of the user being there, what it does to calls, and who switched it. */
export function PresenceSection({ row }: { row: UserRow }) {
  const { presence } = row;
  if (!presence) return <p className="dim">{t('loading')}</p>;
  const rules = presence.shown === 'OFFLINE' ? presence.chosen : presence.shown;
  return (
    <Section
      title={t('user.presence')}
      lead={t('user.presence.lead')}
      action={
        <Button variant="default" leftSection={<IconHistory size={16} aria-hidden />} onClick={() => showHistory(row.id)}>
          {t('user.presence.history')}
        </Button>
      }
    >
      <div className="presence-line">
        <PresenceNow presence={presence} />
        <PresenceMenu userId={row.id} name={callName(row)} presence={presence} />
      </div>
      <p className="dim presence-does">{t(`presence.${rules}.help`)}</p>
    </Section>
  );
}
