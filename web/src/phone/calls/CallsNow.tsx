import { useMutation } from 'urql';
import { CallClock } from '../../admin/calls/CallClock';
import { failureText, faultText } from '../../api/faults';
import { CallHangupDocument, type PhoneCallFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { useMe } from '../../session/useSession';
import { Avatar } from '../../ui/Avatar';
import { useStale } from '../../ui/LiveLamp';
import { IconBell, IconHangup, IconPause, IconPhoneCall, IconPhoneOutgoing } from '../../ui/icons';
import { sayFailed } from '../../ui/toast';
import { useOwnCalls, usePhone } from '../stores';
import { other, phase, whoIs, type Phase } from './phase';

/** The own calls in progress, each as large as it is important. */
export function CallsNow() {
  const calls = useOwnCalls();
  const stale = useStale();
  if (calls.length === 0) return null;
  return (
    <section className={`now ${stale ? 'stale' : ''}`} aria-label={t('ww.now')}>
      {calls.map((call) => (
        <OwnCall key={call.id} call={call} />
      ))}
    </section>
  );
}

const looks: Readonly<Record<Phase, readonly [string, typeof IconBell]>> = {
  incoming: ['amber', IconBell],
  own: ['amber', IconBell],
  dialling: ['blue', IconPhoneOutgoing],
  ringing: ['blue', IconPhoneOutgoing],
  connected: ['green', IconPhoneCall],
  held: ['grey', IconPause],
};

function OwnCall({ call }: { call: PhoneCallFragment }) {
  const me = useMe();
  const { colleagues } = usePhone();
  const stage = phase(call, me.id);
  const { name, number } = whoIs(other(call, me.id), (dialled) => colleagues.byNumber(dialled));
  const [tone, Icon] = looks[stage];
  return (
    <article className={`own-call tone-${tone}`} data-phase={stage} aria-label={t('ww.callWith', { name })}>
      <span className={`own-call-mark ${stage === 'incoming' || stage === 'own' ? 'rings' : ''}`} aria-hidden>
        <Icon size={22} stroke={2} />
      </span>
      <Avatar name={name} size={44} />
      <div className="own-call-who">
        <strong className="cut">{name}</strong>
        <span className="dim num">{number}</span>
      </div>
      <div className="own-call-stage">
        <span role={stage === 'incoming' ? 'alert' : 'status'}>{t(`ww.phase.${stage}`, { name })}</span>
        {(stage === 'connected' || stage === 'held') && (
          <span className="own-call-clock">
            <CallClock call={call} />
          </span>
        )}
      </div>
      <Hangup call={call} label={t(stage === 'incoming' ? 'ww.reject' : 'calls.hangup')} name={name} />
    </article>
  );
}

function Hangup({ call, label, name }: { call: PhoneCallFragment; label: string; name: string }) {
  const [{ fetching }, hangup] = useMutation(CallHangupDocument);
  const onClick = async (): Promise<void> => {
    const { data, error } = await hangup({ id: call.id });
    const problem = error ? failureText(error) : (data?.callHangup.errors ?? []).map(faultText).join(' ');
    if (problem) sayFailed(problem);
  };
  return (
    <button type="button" className="hangup-button" disabled={fetching} onClick={onClick} aria-label={t('ww.hangupName', { action: label, name })}>
      <IconHangup size={19} aria-hidden />
      <span>{label}</span>
    </button>
  );
}
