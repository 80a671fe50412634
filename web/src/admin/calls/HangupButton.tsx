import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { CallHangupDocument, type CallNowFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { may } from '../../session/session';
import { useMe } from '../../session/useSession';
import { IconHangup } from '../../ui/icons';
import { sayDone, sayFailed } from '../../ui/toast';
import { sideName } from './side';

/** Ends a call; shown to administrators, and to those who take part in it. */
export function HangupButton({ call }: { call: CallNowFragment }) {
  const [{ fetching }, hangup] = useMutation(CallHangupDocument);
  const me = useMe();
  const mine = call.from.user?.id === me.id || call.to.user?.id === me.id;
  if (!mine && !may(me.role, 'ADMIN')) return null;

  const onClick = async (): Promise<void> => {
    const { data, error } = await hangup({ id: call.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { errors } = data.callHangup;
    if (errors.length > 0) return sayFailed(errors.map(faultText).join(' '));
    sayDone(t('calls.hangup.done'));
  };
  const label = t('calls.hangup.label', { from: sideName(call.from), to: sideName(call.to) });
  return (
    <button type="button" className="hangup" onClick={onClick} disabled={fetching} aria-label={label} title={label}>
      <IconHangup size={15} aria-hidden />
      <span>{t('calls.hangup')}</span>
    </button>
  );
}
