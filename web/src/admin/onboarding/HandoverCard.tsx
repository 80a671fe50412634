import { Button } from '@mantine/core';
import { t, type Key } from '../../i18n';
import { CopyField } from '../../ui/CopyField';
import { Notice } from '../../ui/Notice';
import { IconKey } from '../../ui/icons';
import { DeviceAddress } from '../devices/DeviceAddress';
import '../devices/devices.css';
import { IssuedLink } from '../links/IssuedLink';
import { noted, type Handover } from '../quick/handover';

/** What the new colleague needs, shown until it has been noted. */
export function HandoverCard({ userId, handover: { made, repeated } }: { userId: string; handover: Handover }) {
  if (repeated) return <Repeated userId={userId} />;
  return (
    <section className="card handover" aria-labelledby="handover">
      <header className="handover-head">
        <div>
          <h2 id="handover">{t('handover.title', { name: made.user.displayName })}</h2>
          <p className="dim">{t('handover.lead')}</p>
        </div>
        <Button onClick={() => noted(userId)}>{t('access.done')}</Button>
      </header>
      {made.activationLink && <IssuedLink issued={made.activationLink} />}
      {made.deviceUrl && (
        <section className="handover-desk">
          <h3>{t('handover.desk')}</h3>
          <DeviceAddress url={made.deviceUrl} open={made.device?.windowUntil != null} />
        </section>
      )}
      <details className="handover-more" open={!made.activationLink && !made.deviceUrl}>
        <summary>{t('handover.byHand')}</summary>
        <p className="dim">{t('handover.byHand.text')}</p>
        <div className="card">
          {lines({ made, repeated }).map(([key, value]) => (
            <CopyField key={key} label={t(key)} value={value} />
          ))}
        </div>
      </details>
    </section>
  );
}

function lines({ made }: Handover): (readonly [Key, string])[] {
  const all: (readonly [Key, string | null | undefined])[] = [
    ['access.domain', made.accessData?.domain],
    ['access.username', made.accessData?.username],
    ['access.sipPassword', made.accessData?.sipPassword],
    ['access.ctiPassword', made.accessData?.ctiPassword],
    ['handover.pin', made.callthroughPin],
  ];
  return all.filter((line): line is readonly [Key, string] => Boolean(line[1]));
}

/** The answer to the first run was lost on the way: the colleague is there, the secrets are not. */
function Repeated({ userId }: { userId: string }) {
  return (
    <Notice tone="amber" icon={IconKey} title={t('handover.repeated')}>
      {t('handover.repeated.text')}{' '}
      <button type="button" className="text-button" onClick={() => noted(userId)}>
        {t('close')}
      </button>
    </Notice>
  );
}
