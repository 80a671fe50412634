import { useMutation } from 'urql';
import { useState } from 'react';
import { failureText, faultText } from '../../api/faults';
import { TerminalProbeDocument, TerminalUnregisterDocument, type DeviceFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { useMay } from '../../session/useSession';
import { Response } from '../../ui/chips';
import { useNow } from '../../ui/clock';
import { Confirm } from '../../ui/Confirm';
import { formatInstant, formatSpan } from '../../ui/format';
import { IconActivity, IconAlert, IconBell, IconPlugOff } from '../../ui/icons';
import { sayDone, sayFailed } from '../../ui/toast';
import { deviceLabel, response, type UserRow } from './row';

/** One registered device: what it is, where it is, how it answers, and whether it rings or why not. */
export function DeviceCard({ terminal, row }: { terminal: DeviceFragment; row: UserRow }) {
  return (
    <article className="device">
      <header className="device-head">
        <strong className="cut" title={terminal.userAgent}>
          {terminal.userAgent || t('device.unknown')}
        </strong>
        <Rings terminal={terminal} />
      </header>
      <Explanation terminal={terminal} row={row} />
      <DeviceFacts terminal={terminal} />
      <DeviceActions terminal={terminal} />
    </article>
  );
}

function Rings({ terminal }: { terminal: DeviceFragment }) {
  if (!terminal.reachable) return <Mark tone="red" icon={IconPlugOff} text={t('device.unreachable')} />;
  if (!terminal.rings) return <Mark tone="amber" icon={IconAlert} text={t('device.displaced')} />;
  return <Mark tone="green" icon={IconBell} text={t('device.rings')} />;
}

function Mark({ tone, icon: Icon, text }: { tone: string; icon: typeof IconBell; text: string }) {
  return (
    <span className={`chip tone-${tone}`}>
      <Icon size={13} stroke={2} aria-hidden />
      {text}
    </span>
  );
}

function Explanation({ terminal, row }: { terminal: DeviceFragment; row: UserRow }) {
  const texts = [
    !terminal.rings && t('device.displaced.text', { devices: row.terminals.length, limit: row.person.ringLimit }),
    !terminal.reachable && t('device.unreachable.text'),
  ].filter(Boolean);
  if (texts.length === 0) return null;
  return <p className={`device-why tone-${terminal.reachable ? 'amber' : 'red'}`}>{texts.join(' ')}</p>;
}

function DeviceFacts({ terminal }: { terminal: DeviceFragment }) {
  const now = useNow();
  const left = Date.parse(terminal.expiresAt) - now;
  return (
    <dl className="facts">
      <dt>{t('device.response')}</dt>
      <dd className="device-response">
        <Response {...response(terminal)} />
        {terminal.lastProbe && <span className="dim num">{t('device.asked', { span: formatSpan(now - Date.parse(terminal.lastProbe.at)) })}</span>}
      </dd>
      <dt>{t('device.address')}</dt>
      <dd className="mono">
        {terminal.address} <span className="dim">{terminal.transport}</span>
      </dd>
      <dt>{t('device.registered')}</dt>
      <dd className="num">{formatInstant(terminal.registeredAt, now)}</dd>
      <dt>{t('device.expires')}</dt>
      <dd className="num">{left > 0 ? t('device.expires.in', { span: formatSpan(left) }) : t('device.expires.now')}</dd>
      <dt>{t('device.contact')}</dt>
      <dd className="mono breakable">{terminal.contact}</dd>
    </dl>
  );
}

function DeviceActions({ terminal }: { terminal: DeviceFragment }) {
  const [asking, setAsking] = useState(false);
  const [{ fetching }, probe] = useMutation(TerminalProbeDocument);
  const mayAsk = useMay('SUPERVISOR');
  const mayRemove = useMay('ADMIN');
  const ask = async (): Promise<void> => {
    const { data, error } = await probe({ id: terminal.id });
    if (error) sayFailed(failureText(error));
    for (const fault of data?.terminalProbe.errors ?? []) sayFailed(faultText(fault));
  };
  if (!mayAsk) return null;
  return (
    <footer className="device-actions">
      <button type="button" className="text-button" onClick={ask} disabled={fetching} title={t('device.ask.help')}>
        <IconActivity size={14} aria-hidden />
        {t('device.ask')}
      </button>
      {mayRemove && (
        <button type="button" className="text-button" onClick={() => setAsking(true)}>
          <IconPlugOff size={14} aria-hidden />
          {t('device.remove')}
        </button>
      )}
      {asking && <RemoveDevice terminal={terminal} onClose={() => setAsking(false)} />}
    </footer>
  );
}

function RemoveDevice({ terminal, onClose }: { terminal: DeviceFragment; onClose: () => void }) {
  const [{ fetching }, unregister] = useMutation(TerminalUnregisterDocument);
  const [problem, setProblem] = useState('');
  const remove = async (): Promise<void> => {
    const { data, error } = await unregister({ id: terminal.id });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { errors } = data.terminalUnregister;
    if (errors.length > 0) return setProblem(errors.map(faultText).join(' '));
    sayDone(t('device.removed'));
    onClose();
  };
  const device = deviceLabel(terminal.userAgent) || terminal.address;
  return (
    <Confirm title={t('device.remove')} submit={t('device.remove')} busy={fetching} problem={problem} onSubmit={remove} onClose={onClose}>
      {t('device.remove.question', { device })}
    </Confirm>
  );
}
