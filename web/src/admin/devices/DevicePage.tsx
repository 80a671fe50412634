import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { Link, useLocation, useRoute } from 'wouter';
import { failureText, faultText } from '../../api/faults';
import { DeviceDeleteDocument, DeviceResyncDocument, DeviceWindowOpenDocument, type DeskPhoneFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Confirm } from '../../ui/Confirm';
import { Crumbs } from '../../ui/Crumbs';
import { EmptyState } from '../../ui/EmptyState';
import { formatInstant } from '../../ui/format';
import { IconDeskphone, IconLockOpen, IconRefresh, IconTrash } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { sayDone, sayFailed } from '../../ui/toast';
import { useStale } from '../LiveLamp';
import { DeviceChip } from './DeviceChip';
import { DeviceForm } from './DeviceForm';
import { deviceName } from './device';
import { FetchLogOf } from './FetchLog';
import { Preview } from './Preview';
import { useDevices } from './useDevices';
import { WindowClock } from './WindowClock';
import './devices.css';

/** One telephone: how far it has come, what it is set up for, its file, and what it asked for. */
export function DevicePage() {
  const [, params] = useRoute('/devices/:id');
  const { list, state } = useDevices(params?.id ?? '');
  const device = list[0];
  return (
    <>
      <Crumbs to="/devices" label={t('devices.title')} />
      {device && <Body key={device.id} device={device} />}
      {!device && state !== 'opening' && <EmptyState icon={IconDeskphone} title={t('devices.missing')} text={t('user.missing.text')} />}
    </>
  );
}

function Body({ device }: { device: DeskPhoneFragment }) {
  const stale = useStale();
  return (
    <div className={`device-page ${stale ? 'stale' : ''}`}>
      <header className="user-head">
        <span className="empty-icon" aria-hidden>
          <IconDeskphone size={26} stroke={1.6} />
        </span>
        <div>
          <h1>{deviceName(device)}</h1>
          <span className="dim">
            {t(`family.${device.family}`)} {device.model} · <span className="mono">{device.mac}</span>
          </span>
        </div>
        <span className="device-state">
          <WindowClock until={device.windowUntil} />
          <DeviceChip status={device.status} />
        </span>
      </header>
      <State device={device} />
      <Section title={t('devices.settings')} lead={t('devices.settings.lead')}>
        <DeviceForm device={device} />
      </Section>
      <Preview device={device} />
      <FetchLogOf id={device.id} beat={device} />
    </div>
  );
}

function State({ device }: { device: DeskPhoneFragment }) {
  const [, go] = useLocation();
  const [deleting, setDeleting] = useState(false);
  return (
    <Section
      title={t(`devices.next.${device.status}`)}
      lead={t(`devices.next.${device.status}.text`)}
      action={
        <div className="page-actions">
          {device.terminal && <Resync id={device.id} />}
          <WindowButton device={device} />
          <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDeleting(true)}>
            {t('devices.delete')}
          </Button>
        </div>
      }
    >
      <dl className="facts">
        <dt>{t('devices.user')}</dt>
        <dd>{device.user ? <Link href={`/users/${device.user.id}/telephones`}>{device.user.displayName}</Link> : t('devices.user.none')}</dd>
        <dt>{t('devices.fetchedAt')}</dt>
        <dd className="num">{device.fetchedAt ? formatInstant(device.fetchedAt) : t('devices.fetchedAt.never')}</dd>
        <dt>{t('devices.registered')}</dt>
        <dd className="num">{device.terminal ? `${device.terminal.userAgent} · ${device.terminal.address}` : t('devices.registered.not')}</dd>
      </dl>
      {deleting && <DeleteDevice device={device} onClose={() => setDeleting(false)} onDeleted={() => go('/devices')} />}
    </Section>
  );
}

function Resync({ id }: { id: string }) {
  const [{ fetching }, resync] = useMutation(DeviceResyncDocument);
  const run = async (): Promise<void> => {
    const { data, error } = await resync({ id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { errors } = data.deviceResync;
    if (errors.length > 0) return sayFailed(errors.map(faultText).join(' '));
    sayDone(t('devices.resync.done'));
  };
  return (
    <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} loading={fetching} onClick={run} title={t('devices.resync.help')}>
      {t('devices.resync')}
    </Button>
  );
}

/** Opens the window for a first contact for four hours, or closes it. */
function WindowButton({ device }: { device: DeskPhoneFragment }) {
  const [{ fetching }, open] = useMutation(DeviceWindowOpenDocument);
  const isOpen = device.windowUntil !== null && Date.parse(device.windowUntil) > Date.now();
  const run = async (): Promise<void> => {
    const { data, error } = await open({ id: device.id, for: isOpen ? 'PT0S' : 'PT4H' });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { errors } = data.deviceWindowOpen;
    if (errors.length > 0) return sayFailed(errors.map(faultText).join(' '));
    sayDone(t(isOpen ? 'devices.window.closed' : 'devices.window.opened'));
  };
  return (
    <Button variant="default" leftSection={<IconLockOpen size={16} aria-hidden />} loading={fetching} onClick={run} title={t('devices.window.help')}>
      {t(isOpen ? 'devices.window.close' : 'devices.window.open')}
    </Button>
  );
}

function DeleteDevice({ device, onClose, onDeleted }: { device: DeskPhoneFragment; onClose: () => void; onDeleted: () => void }) {
  const [problem, setProblem] = useState('');
  const [{ fetching }, remove] = useMutation(DeviceDeleteDocument);
  const submit = async (): Promise<void> => {
    const { data, error } = await remove({ id: device.id });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { deletedId, errors } = data.deviceDelete;
    if (!deletedId) return setProblem(errors.map(faultText).join(' '));
    onDeleted();
  };
  return (
    <Confirm title={t('devices.delete.title', { name: deviceName(device) })} submit={t('devices.delete')} busy={fetching} problem={problem} onSubmit={submit} onClose={onClose}>
      {t('devices.delete.text')}
    </Confirm>
  );
}
