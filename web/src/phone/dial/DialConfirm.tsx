import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore, type FormEvent } from 'react';
import { t } from '../../i18n';
import { usePhone } from '../stores';
import { dialable, readable } from './number';
import { useDial } from './useDial';
import { listenForWishes, wish } from './wish';

/** Asks before a number is dialled that came by a link. */
export function DialConfirm() {
  const wanted = useSyncExternalStore(wish.subscribe, wish.get);
  useEffect(listenForWishes, []);
  return wanted ? <Ask key={wanted} wanted={wanted} /> : null;
}

function Ask({ wanted }: { wanted: string }) {
  const { colleagues } = usePhone();
  const dial = useDial();
  const [text, setText] = useState(readable(wanted));
  const number = dialable(text) || (colleagues.byNumber(text.trim())?.number ?? '');
  const name = colleagues.byNumber(number)?.name;
  const close = (): void => wish.set('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (number && (await dial(number))) close();
  };
  return (
    <Modal opened onClose={close} title={t('ww.ask.title')} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack gap="lg">
          <Text size="sm">{t('ww.ask.text')}</Text>
          <TextInput
            label={t('ww.number')}
            description={name}
            error={number ? undefined : t('ww.ask.wrong')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            inputMode="tel"
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" disabled={!number} data-autofocus>
              {t('ww.call')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
