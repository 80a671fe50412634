import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import { AddressBlockDocument } from '../../gql/generated';
import { t, type Key } from '../../i18n';
import { Notice } from '../../ui/Notice';
import '../users/fields.css';

const spans: readonly (readonly [string, Key])[] = [
  ['PT1H', 'links.for.PT1H'],
  ['PT24H', 'links.for.PT24H'],
  ['PT168H', 'links.for.PT168H'],
  ['', 'blocked.forever'],
];

/** Blocks an address or network by hand. */
export function BlockDialogue({ onClose }: { onClose: () => void }) {
  const [address, setAddress] = useState('');
  const [span, setSpan] = useState('PT24H');
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [{ fetching }, block] = useMutation(AddressBlockDocument);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data, error } = await block({ input: { address, for: span || null } });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    if (data.addressBlock.blocked) return onClose();
    const sorted = sortFaults(data.addressBlock.errors, ['address', 'for']);
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
  };
  return (
    <Modal opened onClose={onClose} title={t('blocked.block')} centered closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        {problem && <Notice tone="red">{problem}</Notice>}
        <div className="field-stack">
          <TextInput
            label={t('blocked.address')}
            description={t('blocked.address.help')}
            placeholder="192.0.2.7"
            value={address}
            error={errors.address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            required
            autoComplete="off"
            data-autofocus
          />
          <NativeSelect label={t('blocked.for')} value={span} error={errors.for} onChange={(event) => setSpan(event.currentTarget.value)} data={spans.map(([value, label]) => ({ value, label: t(label) }))} />
        </div>
        <footer className="dialogue-foot">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={fetching}>
            {t('blocked.block.submit')}
          </Button>
        </footer>
      </form>
    </Modal>
  );
}
