import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { SecretsFragment } from '../../gql/generated';
import { t, type Key } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { copy, CopyField } from '../../ui/CopyField';
import { IconCheck, IconCopy, IconKey } from '../../ui/icons';

interface Props {
  readonly lead: string;
  readonly secrets: SecretsFragment;
  readonly onDone: () => void;
  readonly onAnother?: () => void;
}

/** The access data, shown this once. They stand in no store and no cache; when the card goes, they are gone. */
export function AccessCard({ lead, secrets, onDone, onAnother }: Props) {
  const lines = toLines(secrets);
  return (
    <Stack gap="md">
      <Notice tone="amber" icon={IconKey}>
        {lead}
      </Notice>
      <div className="card">
        {lines.map(([key, value]) => (
          <CopyField key={key} label={t(key)} value={value} />
        ))}
      </div>
      <Group justify="space-between" gap="sm">
        <CopyAll text={lines.map(([key, value]) => `${t(key)}: ${value}`).join('\n')} />
        <Group gap="sm">
          {onAnother && (
            <Button variant="default" onClick={onAnother}>
              {t('access.another')}
            </Button>
          )}
          <Button onClick={onDone} data-autofocus>
            {t('access.done')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function toLines(secrets: SecretsFragment): (readonly [Key, string])[] {
  const { domain, username, sipPassword, ctiPassword } = secrets;
  const all: (readonly [Key, string | null])[] = [
    ['access.domain', domain],
    ['access.username', username],
    ['access.sipPassword', sipPassword],
    ['access.ctiPassword', ctiPassword],
  ];
  return all.filter((line): line is readonly [Key, string] => line[1] !== null);
}

function CopyAll({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <Button variant="default" leftSection={<Icon size={16} aria-hidden />} onClick={async () => setCopied(await copy(text))}>
      {t(copied ? 'copied' : 'access.copyAll')}
    </Button>
  );
}
