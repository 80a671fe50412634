import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Notice } from './Notice';

interface Props {
  readonly title: string;
  readonly submit: string;
  readonly busy: boolean;
  readonly problem: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something that cannot be undone. The way back has the focus. */
export function Confirm({ title, submit, busy, problem, onSubmit, onClose, children }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="lg">
        {problem && (
          <Notice tone="red">
            {problem}
          </Notice>
        )}
        <Text component="div" size="sm">
          {children}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" onClick={onSubmit} loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
