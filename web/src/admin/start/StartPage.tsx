import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { getLocale, t, tn } from '../../i18n';
import { useMay } from '../../session/useSession';
import { Avatar } from '../../ui/Avatar';
import { IconAlert, IconPhone, IconPhoneCall, IconPhoneOff } from '../../ui/icons';
import { PresenceIcon } from '../../ui/presence';
import { OneCall } from '../calls/OneCall';
import { useStale } from '../LiveLamp';
import { useCalls, useStores } from '../stores';
import { useThrottled } from '../useThrottled';
import { callName } from '../users/row';
import { presences } from '../users/view';
import { BlockedList } from './BlockedList';
import { survey, type Office } from './office';
import { SetupSteps } from './SetupSteps';
import { Warning } from './Warning';
import './start.css';

const mostCalls = 6;

/** The office at a glance: who talks, what is offline, what wants looking after, what is left to set up. */
export default function StartPage() {
  const { users } = useStores();
  const office = useThrottled(users.rows, survey);
  const stale = useStale();
  const administers = useMay('ADMIN');
  return (
    <>
      <div className="page-head">
        <h1>{t('start.title')}</h1>
      </div>
      <div className={`start ${stale ? 'stale' : ''}`}>
        <Tiles office={office} />
        {administers && <SetupSteps office={office} />}
        <div className="start-columns">
          <div>
            <CallsNow />
            <Offline office={office} />
          </div>
          <div>
            <Warnings office={office} />
            <Presences office={office} />
            {administers && <BlockedList />}
          </div>
        </div>
      </div>
    </>
  );
}

function Tiles({ office }: { office: Office }) {
  const calls = useCalls();
  const seesLines = useMay('SUPERVISOR');
  return (
    <ul className="tiles">
      <Tile href="/calls" tone="red" icon={IconPhoneCall} value={calls.length} label={tn('start.calls', calls.length)} />
      <Tile href="/users?state=free" tone="green" icon={IconPhone} value={office.states.FREE} label={t('start.free')} />
      <Tile href="/users?state=offline" tone="grey" icon={IconPhoneOff} value={office.states.OFFLINE} label={t('start.offline')} />
      {seesLines && <Tile href="/users?trouble=any" tone={office.warningCount ? 'amber' : 'green'} icon={IconAlert} value={office.warningCount} label={tn('start.warnings', office.warningCount)} />}
    </ul>
  );
}

interface TileProps {
  readonly href: string;
  readonly tone: string;
  readonly icon: typeof IconPhone;
  readonly value: number;
  readonly label: string;
}

function Tile({ href, tone, icon: Icon, value, label }: TileProps) {
  return (
    <li>
      <Link href={href} className={`tile card tone-${tone}`}>
        <span className="tile-icon" aria-hidden>
          <Icon size={22} stroke={1.9} />
        </span>
        <strong className="num">{value.toLocaleString(getLocale())}</strong>
        <span className="dim">{label}</span>
      </Link>
    </li>
  );
}

interface BoxProps {
  readonly title: string;
  readonly all?: { readonly href: string; readonly label: string };
  readonly children: ReactNode;
}

/** One part of the page. */
export function Box({ title, all, children }: BoxProps) {
  return (
    <section className="box card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {all && <Link href={all.href}>{all.label}</Link>}
      </header>
      {children}
    </section>
  );
}

function CallsNow() {
  const calls = useCalls();
  return (
    <Box title={t('start.calls.title')} all={{ href: '/calls', label: t('start.all.calls') }}>
      {calls.length === 0 && <Quiet text={t('calls.now.none')} />}
      {calls.slice(0, mostCalls).map((call) => (
        <OneCall key={call.id} call={call} />
      ))}
      {calls.length > mostCalls && <p className="dim box-more">{t('start.more', { n: calls.length - mostCalls })}</p>}
    </Box>
  );
}

export function Quiet({ text }: { text: string }) {
  return <p className="dim box-quiet">{text}</p>;
}

function Warnings({ office: { warnings, warningCount } }: { office: Office }) {
  const seesLines = useMay('SUPERVISOR');
  if (!seesLines) return null;
  return (
    <Box title={t('start.warnings.title')} all={{ href: '/statistics', label: t('start.all.statistics') }}>
      {warnings.length === 0 && <Quiet text={t('start.warnings.none')} />}
      {warnings.map((row) => (
        <Warning key={row.id} row={row} />
      ))}
      {warningCount > warnings.length && <p className="dim box-more">{t('start.more', { n: warningCount - warnings.length })}</p>}
    </Box>
  );
}

function Offline({ office: { offline, offlineCount } }: { office: Office }) {
  const more = offlineCount - offline.length;
  return (
    <Box title={t('start.offline.title')} all={{ href: '/users?state=offline', label: t('start.all.offline') }}>
      {offline.length === 0 && <Quiet text={t('start.offline.none')} />}
      <ul className="start-people">
        {offline.map((row) => (
          <li key={row.id}>
            <Avatar name={row.person.displayName} size={26} />
            <span className="cut">{callName(row)}</span>
            <span className="dim num">{row.person.extension}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="dim box-more">{t('start.more', { n: more })}</p>}
    </Box>
  );
}

function Presences({ office }: { office: Office }) {
  return (
    <Box title={t('start.presence.title')}>
      <ul className="start-presences">
        {presences.map((presence) => (
          <li key={presence}>
            <Link href={`/users?presence=${presence.toLowerCase().replaceAll('_', '-')}`}>
              <PresenceIcon presence={presence} />
              <span>{t(`presence.${presence}`)}</span>
              <strong className="num">{office.presences[presence].toLocaleString(getLocale())}</strong>
            </Link>
          </li>
        ))}
      </ul>
    </Box>
  );
}
