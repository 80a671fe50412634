import { Button } from '@mantine/core';
import { useMutation, useQuery } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { CallDialDocument, EchoTestDocument, TerminalProbeDocument, type FaultFragment } from '../../gql/generated';
import type { CombinedError } from 'urql';
import { t } from '../../i18n';
import { IconActivity, IconPhoneOutgoing } from '../../ui/icons';
import { sayDone, sayFailed } from '../../ui/toast';
import type { UserRow } from '../users/row';

/** Asks the new telephone at once whether it answers. */
export function ProbeButton({ row }: { row: UserRow }) {
  const [{ fetching }, probe] = useMutation(TerminalProbeDocument);
  const terminal = row.terminals[0];
  if (!terminal) return null;
  const ask = async (): Promise<void> => {
    const { data, error } = await probe({ id: terminal.id });
    tell(error, data?.terminalProbe.errors, '');
  };
  return (
    <Button size="xs" variant="default" leftSection={<IconActivity size={15} aria-hidden />} loading={fetching} onClick={ask}>
      {t('device.ask')}
    </Button>
  );
}

/** Lets the new telephone ring; whoever answers hears the own voice. */
export function TestCallButton({ row }: { row: UserRow }) {
  const [{ data }] = useQuery({ query: EchoTestDocument });
  const [{ fetching }, dial] = useMutation(CallDialDocument);
  const echo = data?.numberingPlan.services.find((service) => service.kind === 'ECHO_TEST' && service.enabled && service.available);
  if (!echo || row.terminals.length === 0) return null;
  const call = async (): Promise<void> => {
    const { data: answer, error } = await dial({ input: { to: echo.number, userId: row.id } });
    tell(error, answer?.callDial.errors, t('onboarding.testCall.done'));
  };
  return (
    <Button size="xs" variant="default" leftSection={<IconPhoneOutgoing size={15} aria-hidden />} loading={fetching} onClick={call} title={t('onboarding.testCall.help')}>
      {t('onboarding.testCall')}
    </Button>
  );
}

function tell(error: CombinedError | undefined, errors: readonly FaultFragment[] | undefined, success: string): void {
  if (error) return sayFailed(failureText(error));
  if (errors?.length) return sayFailed(errors.map(faultText).join(' '));
  if (success) sayDone(success);
}
