import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { Link, useLocation } from 'wouter';
import { Preferences } from '../admin/Preferences';
import { Starting } from '../admin/Starting';
import type { MeFragment } from '../gql/generated';
import { t } from '../i18n';
import { MeContext, useSession } from '../session/useSession';
import { LiveContext } from '../ui/liveness';
import { LiveLamp, StaleBar } from '../ui/LiveLamp';
import { IconUsers } from '../ui/icons';
import { IconHistory } from './icons';
import { Alerts } from './alerts/Alerts';
import { CallHistory, MissedCount } from './calls/CallHistory';
import { CallsNow } from './calls/CallsNow';
import { Colleagues } from './colleagues/Colleagues';
import { DialConfirm } from './dial/DialConfirm';
import { PhoneBrand } from './PhoneBrand';
import { PhoneMenu } from './PhoneMenu';
import { PresenceCard } from './presence/PresenceCard';
import { PhoneContext, PhoneStores, useMissed, usePhone } from './stores';
import './phone.css';

/** The page: who I am and who is there on the left, my calls on the right; on a telephone one after the other. */
export function Phone({ me }: { me: MeFragment }) {
  const stores = useOwnStores(me);
  if (!stores) return <Starting failed={false} onRetry={() => {}} />;
  return (
    <MeContext value={me}>
      <PhoneContext value={stores}>
        <LiveContext value={stores}>
          <Frame />
          <Alerts />
          <DialConfirm />
        </LiveContext>
      </PhoneContext>
    </MeContext>
  );
}

function Frame() {
  const [path] = useLocation();
  const calls = path === '/phone/calls';
  return (
    <div className="phone" data-part={calls ? 'calls' : 'colleagues'}>
      <header className="phone-bar">
        <PhoneBrand />
        <div className="phone-bar-end">
          <LiveLamp />
          <Preferences />
          <PhoneMenu />
        </div>
      </header>
      <main className="phone-main">
        <div className="phone-over">
          <StaleBar />
        </div>
        <div className="phone-left">
          <h1 className="only-read">wwphone</h1>
          <PresenceCard />
          <Colleagues />
        </div>
        <div className="phone-right">
          <CallsNow />
          <CallHistory />
        </div>
      </main>
      <Tabs calls={calls} />
    </div>
  );
}

/** On a narrow screen one part is shown at a time. */
function Tabs({ calls }: { calls: boolean }) {
  const missed = useMissed();
  const { sawMissed, leftMissed } = usePhone();
  return (
    <nav className="phone-tabs" aria-label={t('nav.label')}>
      <Link href="/phone" aria-current={calls ? undefined : 'page'} onClick={leftMissed}>
        <IconUsers size={21} aria-hidden />
        {t('ww.colleagues')}
      </Link>
      <Link href="/phone/calls" aria-current={calls ? 'page' : undefined} onClick={sawMissed}>
        <IconHistory size={21} aria-hidden />
        {t('ww.history')}
        {missed > 0 && <MissedCount n={missed} />}
      </Link>
    </nav>
  );
}

/** Opens the stores for as long as the page stands, and takes them up again after a renewed login. */
function useOwnStores(me: MeFragment): PhoneStores | null {
  const [stores, setStores] = useState<PhoneStores | null>(null);
  const client = useClient();
  const { state } = useSession();
  useEffect(() => {
    const mine = new PhoneStores(me, client);
    setStores(mine);
    return () => void mine.close();
  }, [me.id, client]);
  useEffect(() => {
    if (state === 'open') stores?.live.retryNow();
  }, [state, stores]);
  return stores;
}
