import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { DeskPhoneFragment } from '../../gql/generated';
import { getLocale, t, tn } from '../../i18n';
import { EmptyState } from '../../ui/EmptyState';
import { orDash } from '../../ui/format';
import { IconDeskphone, IconPlus, IconSearch } from '../../ui/icons';
import { useStale } from '../LiveLamp';
import { fold } from '../users/row';
import { AddDevice } from './AddDevice';
import { DeviceChip } from './DeviceChip';
import { deviceName } from './device';
import { FetchLog } from './FetchLog';
import { useDevices } from './useDevices';
import { WindowClock } from './WindowClock';
import '../calls/calls.css';
import '../users/users.css';
import './devices.css';

/** Desk telephones that set themselves up: prepared, fetched, registered, live. */
export function DevicesPage() {
  const { list, state } = useDevices();
  const [search, setSearch] = useState('');
  const [adding, setAdding] = useState(false);
  const stale = useStale();
  const shown = select(list, search);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{t('devices.title')}</h1>
          <p className="page-lead dim">{t('devices.lead')}</p>
        </div>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('devices.add')}
        </Button>
      </div>
      {list.length > 0 && (
        <div className="toolbar">
          <TextInput
            type="search"
            className="toolbar-search"
            aria-label={t('devices.search')}
            placeholder={t('devices.search')}
            leftSection={<IconSearch size={17} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <span className="dim toolbar-shown num">{tn('devices.shown', shown.length)}</span>
        </div>
      )}
      <div className={`card ${stale ? 'stale' : ''}`}>
        {shown.length > 0 && (
          <div className="rows-scroll" tabIndex={0} role="group" aria-label={t('devices.title')}>
            <Table devices={shown} />
          </div>
        )}
        {shown.length === 0 && list.length > 0 && <p className="calls-none dim">{t('devices.nomatch')}</p>}
        {list.length === 0 && state !== 'opening' && (
          <EmptyState icon={IconDeskphone} title={t('devices.none')} text={t('devices.none.text')}>
            <Button onClick={() => setAdding(true)}>{t('devices.add')}</Button>
          </EmptyState>
        )}
      </div>
      <FetchLog beat={list} />
      {adding && <AddDevice onClose={() => setAdding(false)} />}
    </>
  );
}

function select(list: readonly DeskPhoneFragment[], search: string): DeskPhoneFragment[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  const compare = new Intl.Collator(getLocale(), { numeric: true }).compare;
  return list
    .filter((device) => {
      const text = fold([deviceName(device), device.mac, device.mac.replaceAll(':', ''), device.family, device.model, device.user?.extension, device.user?.username].join(' '));
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => compare(deviceName(a), deviceName(b)));
}

function Table({ devices }: { devices: readonly DeskPhoneFragment[] }) {
  const [, go] = useLocation();
  return (
    <table className="calls rows">
      <thead>
        <tr>
          <th scope="col">{t('devices.telephone')}</th>
          <th scope="col">{t('devices.model')}</th>
          <th scope="col">{t('devices.mac')}</th>
          <th scope="col">{t('devices.user')}</th>
          <th scope="col">{t('devices.state')}</th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <tr key={device.id} onClick={() => go(`/devices/${device.id}`)}>
            <td>
              <Link href={`/devices/${device.id}`} className="entry-link" onClick={(event) => event.stopPropagation()}>
                {deviceName(device)}
              </Link>
            </td>
            <td>
              {t(`family.${device.family}`)} {device.model}
            </td>
            <td className="mono">{device.mac}</td>
            <td>{orDash([device.user?.displayName, device.user?.extension].filter(Boolean).join(' · '))}</td>
            <td>
              <span className="device-state">
                <DeviceChip status={device.status} />
                <WindowClock until={device.windowUntil} />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
