import { TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import { useQuery } from 'urql';
import { failureText } from '../../api/faults';
import { NumberHolderDocument } from '../../gql/generated';
import { t } from '../../i18n';
import { IconCheck, IconPhone, IconSearch } from '../../ui/icons';
import { bareNumber } from '../users/values';
import { serviceName } from './name';

/** Who has a number, or that nobody has. */
export function Lookup({ next }: { next: string | null }) {
  const [text, setText] = useState('');
  return (
    <section className="card numbers-part lookup" aria-label={t('numbers.lookup')}>
      <TextInput
        label={t('numbers.lookup')}
        inputMode="tel"
        leftSection={<IconSearch size={17} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p className="lookup-answer" aria-live="polite">
        {text ? <Answer number={bareNumber(text)} /> : next ? t('numbers.next', { number: next }) : t('numbers.next.none')}
      </p>
    </section>
  );
}

function Answer({ number }: { number: string }) {
  const wanted = useDeferredValue(number);
  const askable = /^\d{1,15}$/.test(wanted);
  const [{ data, error, fetching }] = useQuery({ query: NumberHolderDocument, variables: { number: wanted }, pause: !askable, requestPolicy: 'network-only' });
  if (!/^\d{1,15}$/.test(number)) return <>{t('numbers.lookup.invalid')}</>;
  if (error) return <>{failureText(error)}</>;
  if (!data || fetching) return <span className="dim">{t('loading')}</span>;
  const { isFree, holder } = data.numberingPlan;
  const Icon = isFree ? IconCheck : IconPhone;
  const who = holder?.user ? holder.user.displayName : holder?.service ? serviceName(holder.service) : '';
  const words = isFree ? t('numbers.lookup.free', { number }) : who ? t('numbers.lookup.held', { number, who }) : t('numbers.lookup.unusable', { number });
  return (
    <span className={`chip tone-${isFree ? 'green' : 'blue'}`}>
      <Icon size={14} stroke={2} aria-hidden />
      {words}
    </span>
  );
}
