import { useSyncExternalStore } from 'react';
import { Link, useLocation } from 'wouter';
import { t, tn } from '../i18n';
import { useMay } from '../session/useSession';
import { IconDeskphone, IconHome, IconLink, IconListDetails, IconListNumbers, IconPhoneCall, IconPhoneIn, IconRoute, IconSettings, IconShieldCheck, IconStatistics, IconUsers } from '../ui/icons';
import { useStores } from './stores';

export function Navigation() {
  const seesLines = useMay('SUPERVISOR');
  const administers = useMay('ADMIN');
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <Entry href="/" icon={IconHome} label={t('nav.start')} />
      <Entry href="/users" icon={IconUsers} label={t('nav.users')} />
      <Entry href="/calls" icon={IconPhoneCall} label={t('nav.calls')} badge={<CallCount />} />
      {seesLines && <Entry href="/statistics" icon={IconStatistics} label={t('nav.statistics')} />}
      {seesLines && <Entry href="/rules" icon={IconRoute} label={t('nav.rules')} />}
      {administers && <Entry href="/numbers" icon={IconListNumbers} label={t('nav.numbers')} />}
      {administers && (
        <>
          <Entry href="/devices" icon={IconDeskphone} label={t('nav.devices')} />
          <Entry href="/links" icon={IconLink} label={t('links.title')} />
          <Entry href="/callthrough" icon={IconPhoneIn} label={t('nav.callthrough')} />
          <Entry href="/blocked" icon={IconShieldCheck} label={t('nav.blocked')} />
          <Entry href="/audit" icon={IconListDetails} label={t('nav.audit')} />
          <Entry href="/settings" icon={IconSettings} label={t('nav.settings')} />
        </>
      )}
    </nav>
  );
}

interface EntryProps {
  readonly href: string;
  readonly icon: typeof IconUsers;
  readonly label: string;
  readonly badge?: React.ReactNode;
}

function Entry({ href, icon: Icon, label, badge }: EntryProps) {
  const [path] = useLocation();
  const here = path === href || (href !== '/' && path.startsWith(`${href}/`)) || (href === '/users' && path.startsWith('/quick-start'));
  return (
    <Link href={href} className="nav-entry" aria-current={here ? 'page' : undefined}>
      <Icon size={19} stroke={1.8} aria-hidden />
      <span>{label}</span>
      {badge}
    </Link>
  );
}

function CallCount() {
  const { rows } = useStores().calls;
  const count = useSyncExternalStore(rows.watchList, () => rows.size);
  if (count === 0) return null;
  return (
    <span className="nav-badge num" title={tn('calls.count', count)}>
      <span aria-hidden>{count}</span>
      <span className="only-read">{tn('calls.count', count)}</span>
    </span>
  );
}
