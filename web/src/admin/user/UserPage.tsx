import { useSyncExternalStore } from 'react';
import { Link, Redirect, useRoute } from 'wouter';
import { t, type Key } from '../../i18n';
import { Avatar } from '../../ui/Avatar';
import { TelephoneChip } from '../../ui/chips';
import { Crumbs } from '../../ui/Crumbs';
import { EmptyState } from '../../ui/EmptyState';
import { IconUsers } from '../../ui/icons';
import { useStale } from '../LiveLamp';
import { useLiveness, useStores } from '../stores';
import { callName, type UserRow } from '../users/row';
import { useRow } from '../users/store';
import { AccessSection } from './AccessSection';
import { CallthroughSection } from './CallthroughSection';
import { LinksSection } from './LinksSection';
import { OnboardingSection } from './OnboardingSection';
import { PersonSection } from './PersonSection';
import { PresenceSection } from './PresenceSection';
import { TelephonesSection } from './TelephonesSection';
import '../users/fields.css';
import '../users/panel.css';
import './user.css';

const sections = [
  ['person', 'user.person', PersonSection],
  ['access', 'user.access', AccessSection],
  ['telephones', 'user.telephones', TelephonesSection],
  ['presence', 'user.presence', PresenceSection],
  ['callthrough', 'user.callthrough', CallthroughSection],
  ['links', 'user.links', LinksSection],
  ['onboarding', 'user.onboarding', OnboardingSection],
] as const satisfies readonly (readonly [string, Key, React.ComponentType<{ row: UserRow }>])[];

/** Everything about one user, in menus of its own; the address names the menu. */
export function UserPage() {
  const [, params] = useRoute('/users/:id/:section');
  const [, bare] = useRoute('/users/:id');
  const id = params?.id ?? bare?.id ?? '';
  const row = useRow(useStores().users, id);
  if (!row) return <Missing />;
  const section = sections.find(([name]) => name === params?.section);
  if (!section) return <Redirect to={`/users/${id}/${sections[0][0]}`} replace />;
  const Body = section[2];
  return (
    <>
      <Crumbs to="/users" label={t('users.title')} />
      <Head row={row} />
      <div className="user-page">
        <nav className="user-menu" aria-label={t('user.menus', { name: callName(row) })}>
          {sections.map(([name, label]) => (
            <Link key={name} href={`/users/${id}/${name}`} aria-current={name === section[0] ? 'page' : undefined}>
              {t(label)}
            </Link>
          ))}
        </nav>
        <div className="user-body">
          <Body key={id} row={row} />
        </div>
      </div>
    </>
  );
}

function Head({ row }: { row: UserRow }) {
  const stale = useStale();
  const { person } = row;
  const full = `${person.firstName} ${person.surname}`.trim();
  const subtitle = [full !== callName(row) && full, person.username, person.extension].filter(Boolean).join(' · ');
  return (
    <header className={`user-head ${stale ? 'stale' : ''}`}>
      <Avatar name={person.displayName} size={52} />
      <div>
        <h1>{callName(row)}</h1>
        <span className="dim num">{subtitle}</span>
      </div>
      <TelephoneChip state={row.state} activity={row.activity} />
    </header>
  );
}

function Missing() {
  const { streams } = useLiveness();
  const { users } = useStores();
  // The list may still be on its way.
  useSyncExternalStore(users.rows.watchList, () => users.rows.size);
  if (streams === 'opening') return <p className="dim">{t('loading')}</p>;
  return (
    <>
      <Crumbs to="/users" label={t('users.title')} />
      <EmptyState icon={IconUsers} title={t('user.missing')} text={t('user.missing.text')} />
    </>
  );
}
