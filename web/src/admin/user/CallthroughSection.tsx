import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../i18n';
import { IconPlus } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { RuleCard } from '../callthrough/RuleCard';
import { RuleDialogue } from '../callthrough/RuleDialogue';
import { useRules } from '../callthrough/useRules';
import type { UserRow } from '../users/row';

/** By which numbers the user may call through the switchboard from outside. */
export function CallthroughSection({ row }: { row: UserRow }) {
  const [adding, setAdding] = useState(false);
  const { list } = useRules(row.id);
  return (
    <Section
      title={t('callthrough.title')}
      lead={t('callthrough.lead')}
      action={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('callthrough.add')}
        </Button>
      }
    >
      {list.length === 0 && <p className="list-none dim">{t('callthrough.none.user')}</p>}
      {list.map((rule) => (
        <RuleCard key={rule.id} rule={rule} />
      ))}
      {adding && <RuleDialogue userId={row.id} callers={row.person.mobile ? [row.person.mobile] : []} onClose={() => setAdding(false)} />}
    </Section>
  );
}
