import { Button, Menu } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { t, tn } from '../../i18n';
import { useMay, useMe } from '../../session/useSession';
import { Avatar } from '../../ui/Avatar';
import { TelephoneChip } from '../../ui/chips';
import { useNow } from '../../ui/clock';
import { formatSpan, orDash } from '../../ui/format';
import { IconDeskphone, IconDots, IconEdit, IconHistory, IconKey, IconSettings, IconStatistics, IconTrash, IconX } from '../../ui/icons';
import { OneCall } from '../calls/OneCall';
import { useStale } from '../LiveLamp';
import { PresenceMenu } from '../presence/PresenceMenu';
import { PresenceNow } from '../presence/PresenceNow';
import { useCalls, useStores } from '../stores';
import { showHistory, showStatistics } from '../windows';
import '../presence/presence.css';
import { DeviceCard } from './DeviceCard';
import { callName, type UserRow } from './row';
import { useRow } from './store';
import './panel.css';

// Dialogues are loaded when they are first asked for.
const EditUser = lazy(async () => ({ default: (await import('./EditUser')).EditUser }));
const NewPasswords = lazy(async () => ({ default: (await import('./NewPasswords')).NewPasswords }));
const DeleteUser = lazy(async () => ({ default: (await import('./DeleteUser')).DeleteUser }));

/** Everything about one user, beside the table and as live as it. */
export function Panel({ id, onClose }: { id: string; onClose: () => void }) {
  const row = useRow(useStores().users, id);
  const stale = useStale();
  if (!row) return null;
  return (
    <aside className="panel card" aria-label={t('panel.label', { name: callName(row) })}>
      <PanelHead row={row} onClose={onClose} />
      <div className={`panel-body ${stale ? 'stale' : ''}`} tabIndex={0} role="group" aria-label={t('panel.telephone')}>
        <State row={row} />
        <Reachability row={row} />
        <CallsOf id={id} />
        <Terminals row={row} />
        <Facts row={row} />
      </div>
    </aside>
  );
}

function PanelHead({ row, onClose }: { row: UserRow; onClose: () => void }) {
  const { person } = row;
  const subtitle = [person.username, person.extension].filter(Boolean).join(' · ');
  return (
    <header className="panel-head">
      <Avatar name={person.displayName} size={44} />
      <div className="panel-who">
        <h2>{callName(row)}</h2>
        <span className="dim">{subtitle}</span>
      </div>
      <button type="button" className="icon-button" onClick={onClose} aria-label={t('panel.close')} title={t('panel.close')}>
        <IconX size={18} aria-hidden />
      </button>
      <Actions row={row} onClose={onClose} />
    </header>
  );
}

type Dialogue = 'edit' | 'access' | 'delete' | null;

function Actions({ row, onClose }: { row: UserRow; onClose: () => void }) {
  const [dialogue, setDialogue] = useState<Dialogue>(null);
  const mayChange = useMay('ADMIN');
  const close = (): void => setDialogue(null);
  if (!mayChange) return null;
  return (
    <div className="panel-actions">
      <Button variant="default" size="xs" component={Link} href={`/users/${row.id}`} leftSection={<IconSettings size={15} aria-hidden />}>
        {t('user.all')}
      </Button>
      <Button variant="default" size="xs" leftSection={<IconEdit size={15} aria-hidden />} onClick={() => setDialogue('edit')}>
        {t('panel.edit')}
      </Button>
      <Button variant="default" size="xs" leftSection={<IconKey size={15} aria-hidden />} onClick={() => setDialogue('access')}>
        {t('panel.access')}
      </Button>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <button type="button" className="icon-button" aria-label={t('panel.more')} title={t('panel.more')}>
            <IconDots size={18} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDialogue('delete')}>
            {t('panel.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {dialogue === 'edit' && <EditUser row={row} onClose={close} />}
        {dialogue === 'access' && <NewPasswords row={row} onClose={close} />}
        {dialogue === 'delete' && <DeleteUser row={row} onClose={close} onDeleted={onClose} />}
      </Suspense>
    </div>
  );
}

function State({ row }: { row: UserRow }) {
  const now = useNow();
  const mayLook = useMay('SUPERVISOR');
  return (
    <div className="panel-state">
      <TelephoneChip state={row.state} activity={row.activity} />
      <span className="dim num">{t('panel.since', { span: formatSpan(now - Date.parse(row.since)) })}</span>
      {mayLook && (
        <span className="panel-tools">
          <Button variant="default" size="xs" leftSection={<IconStatistics size={15} aria-hidden />} onClick={() => showStatistics(row.id)}>
            {t('statistics.short')}
          </Button>
        </span>
      )}
    </div>
  );
}

/** Whether the person is there, with the history of it and the way to change it. */
function Reachability({ row }: { row: UserRow }) {
  const mayLook = useMay('SUPERVISOR');
  const maySet = useMay('ADMIN') || useMe().id === row.id;
  if (!row.presence) return null;
  const name = callName(row);
  return (
    <div className="panel-presence">
      <PresenceNow presence={row.presence} />
      <span className="panel-tools">
        {maySet && <PresenceMenu userId={row.id} name={name} presence={row.presence} />}
        {mayLook && (
          <button type="button" className="icon-button" onClick={() => showHistory(row.id)} aria-label={t('history.open', { name })} title={t('history.open', { name })}>
            <IconHistory size={17} aria-hidden />
          </button>
        )}
      </span>
    </div>
  );
}

function CallsOf({ id }: { id: string }) {
  const calls = useCalls().filter((call) => call.from.user?.id === id || call.to.user?.id === id);
  if (calls.length === 0) return null;
  return (
    <section>
      <h3>{t('panel.calls')}</h3>
      {calls.map((call) => (
        <OneCall key={call.id} call={call} />
      ))}
    </section>
  );
}

function Terminals({ row }: { row: UserRow }) {
  const { terminals, person } = row;
  const ringing = terminals.filter((terminal) => terminal.rings).length;
  const displaced = terminals.length - ringing;
  return (
    <section>
      <h3>
        {t('panel.terminals')}
        <span className="dim num">
          {t('panel.places', { used: ringing, limit: person.ringLimit })}
          {displaced > 0 && <span className="displaced"> · {tn('terminals.displaced', displaced)}</span>}
        </span>
      </h3>
      {terminals.length === 0 && <NoTerminals />}
      {terminals.map((terminal) => (
        <DeviceCard key={terminal.id} terminal={terminal} row={row} />
      ))}
    </section>
  );
}

function NoTerminals() {
  return (
    <div className="panel-none">
      <IconDeskphone size={22} stroke={1.6} aria-hidden />
      <div>
        <strong>{t('panel.none.title')}</strong>
        <p className="dim">{t('panel.none.text')}</p>
      </div>
    </div>
  );
}

function Facts({ row: { person } }: { row: UserRow }) {
  return (
    <section>
      <h3>{t('panel.person')}</h3>
      <dl className="facts">
        <dt>{t('users.nickname')}</dt>
        <dd>{orDash(person.nickname)}</dd>
        <dt>{t('panel.mobile')}</dt>
        <dd className="num">{orDash(person.mobile)}</dd>
        <dt>{t('panel.role')}</dt>
        <dd>{t(`role.${person.role}`)}</dd>
        <dt>{t('panel.busy')}</dt>
        <dd>{secondCall(person.busyInCall, person.busyRinging)}</dd>
      </dl>
    </section>
  );
}

function secondCall(inCall: boolean, ringing: boolean): string {
  const refusals = [inCall && t('panel.busy.inCall'), ringing && t('panel.busy.ringing')].filter(Boolean);
  return refusals.join(', ') || t('panel.busy.waits');
}
