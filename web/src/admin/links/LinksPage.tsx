import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { failureText } from '../../api/faults';
import { AllLinksDocument, type ActivationState } from '../../gql/generated';
import { t } from '../../i18n';
import { EmptyState } from '../../ui/EmptyState';
import { IconLink } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { LinkLine } from './LinkLine';
import './links.css';

const states: readonly ActivationState[] = ['OPEN', 'USED', 'EXPIRED', 'BURNED', 'REVOKED'];

/** Activation links of everybody: which are open, and what became of the others. */
export function LinksPage() {
  const [state, setState] = useState<ActivationState | 'ALL'>('ALL');
  const [{ data, error }, again] = useQuery({ query: AllLinksDocument, variables: { state: state === 'ALL' ? null : state }, requestPolicy: 'network-only' });
  const links = data?.activationLinks ?? [];
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{t('links.title')}</h1>
          <p className="page-lead dim">{t('links.page.lead')}</p>
        </div>
      </div>
      <div className="links-filter">
        <SegmentedControl
          value={state}
          onChange={(chosen) => setState(chosen as typeof state)}
          aria-label={t('links.filter')}
          data={[{ value: 'ALL', label: t('users.filter.ALL') }, ...states.map((one) => ({ value: one, label: t(`links.state.${one}`) }))]}
        />
      </div>
      {error && <Notice tone="red">{failureText(error)}</Notice>}
      <section className="card" aria-label={t('links.title')}>
        {data && links.length === 0 && <EmptyState icon={IconLink} title={t('links.page.none')} text={t('links.page.none.text')} />}
        {links.length > 0 && (
          <ul className="entries links-all">
            {links.map((link) => (
              <LinkLine key={link.id} link={link} whose={link.user} onChange={() => again({ requestPolicy: 'network-only' })} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
