import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation, useQuery, type CombinedError } from 'urql';
import { failureText, faultText } from '../../api/faults';
import {
  SecondFactorDocument,
  TotpBeginDocument,
  TotpConfirmDocument,
  TotpDisableDocument,
  TotpRecoveryCodesRenewDocument,
  type FaultFragment,
} from '../../gql/generated';
import { t } from '../../i18n';
import { CopyField } from '../../ui/CopyField';
import { Notice } from '../../ui/Notice';
import { sayDone } from '../../ui/toast';

interface Step {
  readonly onDone: () => void;
  readonly onCodes: (codes: readonly string[]) => void;
}

/** Switches codes of an authenticator app on and off for whoever is signed in. */
export function SecondFactorDialogue({ onClose }: { onClose: () => void }) {
  const [{ data }, ask] = useQuery({ query: SecondFactorDocument, requestPolicy: 'network-only' });
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const again = (): void => ask({ requestPolicy: 'network-only' });
  const onCodes = (fresh: readonly string[]): void => {
    setCodes(fresh);
    again();
  };
  return (
    <Modal opened onClose={onClose} title={t('totp.menu')} centered closeButtonProps={{ 'aria-label': t('close') }}>
      {codes ? <Recovery codes={codes} onClose={onClose} /> : data && (data.secondFactor.enabled ? (
        <On left={data.secondFactor.recoveryCodesLeft} onDone={again} onCodes={onCodes} />
      ) : (
        <Off onDone={again} onCodes={onCodes} />
      ))}
    </Modal>
  );
}

/** What went wrong with an answer, or '' where nothing did. */
function problemOf(error: CombinedError | undefined, errors: readonly FaultFragment[] | undefined): string {
  return error ? failureText(error) : (errors ?? []).map(faultText).join(' ');
}

function Off({ onCodes }: Step) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [begun, begin] = useMutation(TotpBeginDocument);
  const [confirming, confirm] = useMutation(TotpConfirmDocument);
  const shown = begun.data?.totpBegin;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!shown?.secret) {
      const { data, error } = await begin({ input: { password } });
      return setProblem(problemOf(error, data?.totpBegin.errors));
    }
    const { data, error } = await confirm({ input: { code } });
    setProblem(problemOf(error, data?.totpConfirm.errors));
    if (data?.totpConfirm.recoveryCodes) onCodes(data.totpConfirm.recoveryCodes);
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {problem && <Notice tone="red">{problem}</Notice>}
        {shown?.secret && shown.qrCode ? (
          <>
            <Text size="sm">{t('totp.scan')}</Text>
            <img src={`data:image/svg+xml;utf8,${encodeURIComponent(shown.qrCode)}`} alt={t('totp.picture')} width={220} height={220} style={{ alignSelf: 'center' }} />
            <CopyField label={t('totp.secret')} value={shown.secret} />
            <Code value={code} onChange={setCode} />
          </>
        ) : (
          <>
            <Text size="sm">{t('totp.off')}</Text>
            <Password value={password} onChange={setPassword} />
          </>
        )}
        <Button type="submit" loading={begun.fetching || confirming.fetching} fullWidth>
          {t(shown?.secret ? 'totp.confirm' : 'totp.begin')}
        </Button>
      </Stack>
    </form>
  );
}

function On({ left, onDone, onCodes }: Step & { left: number }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [disabling, disable] = useMutation(TotpDisableDocument);
  const [renewing, renew] = useMutation(TotpRecoveryCodesRenewDocument);
  const input = { password, code: code.trim() };

  const off = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data, error } = await disable({ input });
    setProblem(problemOf(error, data?.totpDisable.errors));
    if (!data?.totpDisable.secondFactor) return;
    sayDone(t('totp.done'));
    onDone();
  };
  const fresh = async (): Promise<void> => {
    const { data, error } = await renew({ input });
    setProblem(problemOf(error, data?.totpRecoveryCodesRenew.errors));
    if (data?.totpRecoveryCodesRenew.recoveryCodes) onCodes(data.totpRecoveryCodesRenew.recoveryCodes);
  };

  return (
    <form onSubmit={off}>
      <Stack gap="md">
        {problem && <Notice tone="red">{problem}</Notice>}
        <Text size="sm">{t('totp.on', { n: left })}</Text>
        <Password value={password} onChange={setPassword} />
        <Code value={code} onChange={setCode} />
        <Group grow>
          <Button variant="default" loading={renewing.fetching} onClick={fresh}>
            {t('totp.renew')}
          </Button>
          <Button type="submit" color="red" loading={disabling.fetching}>
            {t('totp.disable')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Recovery({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">{t('totp.recovery')}</Text>
      <pre className="mono" style={{ textAlign: 'center', margin: 0 }}>
        {codes.join('\n')}
      </pre>
      <CopyField label={t('copy')} value={codes.join(' ')} />
      <Button onClick={onClose}>{t('close')}</Button>
    </Stack>
  );
}

interface Field {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Password({ value, onChange }: Field) {
  return (
    <PasswordInput
      label={t('login.password')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      required
      withAsterisk={false}
      autoComplete="current-password"
      data-autofocus
      visibilityToggleButtonProps={{ 'aria-label': t('show') }}
    />
  );
}

function Code({ value, onChange }: Field) {
  return (
    <TextInput
      label={t('login.code')}
      description={t('login.code.help')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      required
      withAsterisk={false}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
    />
  );
}
