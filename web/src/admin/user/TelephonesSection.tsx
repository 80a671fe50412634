import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../i18n';
import { IconPlus, IconStatistics } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { AddDevice } from '../devices/AddDevice';
import { DeviceLines } from '../devices/DeviceLines';
import { useDevices } from '../devices/useDevices';
import { DeviceCard } from '../users/DeviceCard';
import type { UserRow } from '../users/row';
import { showStatistics } from '../windows';

/** What is registered for the user, and the telephones that are prepared. */
export function TelephonesSection({ row }: { row: UserRow }) {
  const [adding, setAdding] = useState(false);
  const { list } = useDevices();
  const own = list.filter((device) => device.user?.id === row.id);
  const ringing = row.terminals.filter((terminal) => terminal.rings).length;
  return (
    <>
      <Section
        title={t('user.terminals')}
        lead={t('user.terminals.lead', { used: ringing, limit: row.person.ringLimit })}
        action={
          <Button variant="default" leftSection={<IconStatistics size={16} aria-hidden />} onClick={() => showStatistics(row.id)}>
            {t('user.statistics')}
          </Button>
        }
      >
        {row.terminals.length === 0 && <p className="list-none dim">{t('panel.none.text')}</p>}
        {row.terminals.map((terminal) => (
          <DeviceCard key={terminal.id} terminal={terminal} row={row} />
        ))}
      </Section>
      <Section
        title={t('user.devices')}
        lead={t('user.devices.lead')}
        action={
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('devices.add')}
          </Button>
        }
      >
        {own.length === 0 ? <p className="list-none dim">{t('user.devices.none')}</p> : <DeviceLines devices={own} />}
      </Section>
      {adding && <AddDevice userId={row.id} onClose={() => setAdding(false)} />}
    </>
  );
}
