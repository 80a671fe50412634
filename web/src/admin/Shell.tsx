import { lazy, Suspense, useEffect, useState } from 'react';
import { Route, Switch } from 'wouter';
import type { MeFragment } from '../gql/generated';
import { t } from '../i18n';
import { may } from '../session/session';
import { MeContext, useSession } from '../session/useSession';
import { AccountMenu } from './AccountMenu';
import { KeysHelp } from './KeysHelp';
import { LiveLamp, StaleBar } from './LiveLamp';
import { Navigation } from './Navigation';
import { NotFound } from './NotFound';
import { Preferences } from './Preferences';
import { Starting } from './Starting';
import { Stores, StoresContext } from './stores';
import { UsersPage } from './users/UsersPage';
import { useOwnRole, useRights } from './useRights';
import { Windows } from './Windows';
import { Brand } from '../ui/Brand';
import './shell.css';

// What is not needed at first sight is loaded when somebody goes there.
const QuickStartPage = lazy(async () => ({ default: (await import('./quick/QuickStartPage')).QuickStartPage }));
const ManyPage = lazy(async () => ({ default: (await import('./quick/ManyPage')).ManyPage }));
const AuditPage = lazy(async () => ({ default: (await import('./audit/AuditPage')).AuditPage }));
const BlockedPage = lazy(async () => ({ default: (await import('./blocked/BlockedPage')).BlockedPage }));
const CallthroughPage = lazy(async () => ({ default: (await import('./callthrough/CallthroughPage')).CallthroughPage }));
const LinksPage = lazy(async () => ({ default: (await import('./links/LinksPage')).LinksPage }));
const DevicePage = lazy(async () => ({ default: (await import('./devices/DevicePage')).DevicePage }));
const DevicesPage = lazy(async () => ({ default: (await import('./devices/DevicesPage')).DevicesPage }));
const UserPage = lazy(async () => ({ default: (await import('./user/UserPage')).UserPage }));
const StartPage = lazy(() => import('./start/StartPage'));
const CallsPage = lazy(async () => ({ default: (await import('./calls/CallsPage')).CallsPage }));
const StatisticsPage = lazy(() => import('./statistics/StatisticsPage'));
const RulesPage = lazy(() => import('./rules/RulesPage'));
const SettingsPage = lazy(() => import('./settings/SettingsPage'));
const NumbersPage = lazy(() => import('./numbers/NumbersPage'));

/** The frame around the pages. It opens the websocket and holds what flows in through it. */
export function Shell({ me }: { me: MeFragment }) {
  const seesLines = may(me.role, 'SUPERVISOR');
  const admin = may(me.role, 'ADMIN');
  const stores = useOwnStores(seesLines);
  useForeseen();
  useRights(me);
  useOwnRole(me, stores);
  if (!stores) return <Starting failed={false} onRetry={() => {}} />;
  return (
    <MeContext value={me}>
      <StoresContext value={stores}>
        <div className="shell">
          <a className="skip" href="#content">
            {t('nav.skip')}
          </a>
          <header className="topbar">
            <Brand />
            <div className="topbar-end">
              <LiveLamp />
              <Preferences />
              <AccountMenu me={me} />
            </div>
          </header>
          <Navigation />
          <main id="content" className="content" tabIndex={-1}>
            <StaleBar />
            <Suspense>
              <Switch>
                <Route path="/" component={StartPage} />
                <Route path="/users" component={UsersPage} />
                {admin && <Route path="/users/:id/:section?">{({ id }) => <UserPage key={id} />}</Route>}
                {admin && <Route path="/quick-start/many" component={ManyPage} />}
                {admin && <Route path="/quick-start/:step?" component={QuickStartPage} />}
                <Route path="/calls" component={CallsPage} />
                {seesLines && <Route path="/statistics" component={StatisticsPage} />}
                {seesLines && <Route path="/rules" component={RulesPage} />}
                {admin && <Route path="/numbers" component={NumbersPage} />}
                {admin && <Route path="/settings" component={SettingsPage} />}
                {admin && <Route path="/devices" component={DevicesPage} />}
                {admin && <Route path="/devices/:id">{({ id }) => <DevicePage key={id} />}</Route>}
                {admin && <Route path="/links" component={LinksPage} />}
                {admin && <Route path="/callthrough" component={CallthroughPage} />}
                {admin && <Route path="/blocked" component={BlockedPage} />}
                {admin && <Route path="/audit" component={AuditPage} />}
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </main>
        </div>
        <KeysHelp />
        <Windows />
      </StoresContext>
    </MeContext>
  );
}

/** Fetches what a cut or an ended session would ask for, since it could not be fetched then. */
function useForeseen(): void {
  useEffect(() => {
    const timer = setTimeout(() => void import('./login/LoginAgain'), 10_000);
    return () => clearTimeout(timer);
  }, []);
}

/** Opens the stores for as long as the shell stands, and takes them up again after a renewed login. */
function useOwnStores(withProbes: boolean): Stores | null {
  const [stores, setStores] = useState<Stores | null>(null);
  const { state } = useSession();
  useEffect(() => {
    const mine = new Stores(withProbes);
    setStores(mine);
    return () => void mine.close();
  }, [withProbes]);
  useEffect(() => {
    if (state === 'open') stores?.live.retryNow();
  }, [state, stores]);
  return stores;
}
