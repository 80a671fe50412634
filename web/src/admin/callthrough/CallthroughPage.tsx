import { Button } from '@mantine/core';
import { useState } from 'react';
import { getLocale, t } from '../../i18n';
import { EmptyState } from '../../ui/EmptyState';
import { IconPhoneIn, IconPlus } from '../../ui/icons';
import { useStale } from '../LiveLamp';
import { useStores } from '../stores';
import { RuleCard } from './RuleCard';
import { UserSelect } from '../users/UserSelect';
import { RuleDialogue } from './RuleDialogue';
import { useRules } from './useRules';
import './callthrough.css';

/** Everybody who may call through the switchboard from outside, live. */
export function CallthroughPage() {
  const { list, state } = useRules();
  const stale = useStale();
  const [userId, setUserId] = useState('');
  const [adding, setAdding] = useState(false);
  const { users } = useStores();
  const compare = new Intl.Collator(getLocale()).compare;
  const rules = [...list].sort((a, b) => compare(a.user?.displayName ?? '', b.user?.displayName ?? ''));
  const mobile = users.rows.get(userId)?.person.mobile;
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{t('callthrough.title')}</h1>
          <p className="page-lead dim">{t('callthrough.lead')}</p>
        </div>
        <div className="page-actions">
          <UserSelect value={userId} onChange={setUserId} />
          <Button leftSection={<IconPlus size={16} aria-hidden />} disabled={userId === ''} onClick={() => setAdding(true)}>
            {t('callthrough.add')}
          </Button>
        </div>
      </div>
      {rules.length === 0 && state !== 'opening' && (
        <div className="card">
          <EmptyState icon={IconPhoneIn} title={t('callthrough.none')} text={t('callthrough.none.text')} />
        </div>
      )}
      <div className={`rule-cards ${stale ? 'stale' : ''}`}>
        {rules.map((rule) => (
          <RuleCard key={rule.id} rule={rule} named />
        ))}
      </div>
      {adding && <RuleDialogue userId={userId} callers={mobile ? [mobile] : []} onClose={() => setAdding(false)} />}
    </>
  );
}
