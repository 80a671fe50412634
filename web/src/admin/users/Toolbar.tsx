import { TextInput } from '@mantine/core';
import { useSyncExternalStore, type RefObject } from 'react';
import { getLocale, t, tn } from '../../i18n';
import { IconSearch, IconX } from '../../ui/icons';
import { Choice } from '../../ui/Choice';
import type { TelephoneState } from '../../gql/generated';
import { useStores } from '../stores';
import { useThrottled } from '../useThrottled';
import { countStates } from './store';
import { presences, states, troubles, type PresenceFilter, type StateFilter, type Trouble, type View } from './view';

interface Props {
  readonly view: View;
  readonly onChange: (view: View) => void;
  readonly shown: number;
  readonly searchRef: RefObject<HTMLInputElement | null>;
}

/** Search, filter by state with counts, and how many are shown. */
export function Toolbar({ view, onChange, shown, searchRef }: Props) {
  const search = (text: string): void => onChange({ ...view, search: text });
  return (
    <div className="toolbar">
      <TextInput
        ref={searchRef}
        className="toolbar-search"
        type="search"
        aria-label={t('users.search')}
        placeholder={t('users.search')}
        leftSection={<IconSearch size={17} aria-hidden />}
        rightSection={view.search ? <ClearButton onClick={() => search('')} /> : <kbd className="toolbar-key">/</kbd>}
        value={view.search}
        onChange={(event) => search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          search('');
          event.currentTarget.blur();
        }}
      />
      <StateFilter value={view.state} onChange={(state) => onChange({ ...view, state })} />
      <Choice
        label={t('users.filter.presence')}
        value={view.presence}
        values={['ALL', ...presences] as const}
        text={(presence) => t(presence === 'ALL' ? 'users.filter.presence.ALL' : `presence.${presence}`)}
        onChange={(presence: PresenceFilter) => onChange({ ...view, presence })}
      />
      <Choice
        label={t('users.filter.trouble')}
        value={view.trouble}
        values={troubles}
        text={(trouble) => t(`trouble.${trouble}`)}
        onChange={(trouble: Trouble) => onChange({ ...view, trouble })}
      />
      <Shown shown={shown} />
    </div>
  );
}

function ClearButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="icon-button" onClick={onClick} aria-label={t('users.search.clear')}>
      <IconX size={15} aria-hidden />
    </button>
  );
}

const filters: readonly StateFilter[] = ['ALL', ...states];
const tones: Record<StateFilter, string> = { ALL: '', FREE: 'tone-green', BUSY: 'tone-red', OFFLINE: 'tone-grey' };

function StateFilter({ value, onChange }: { value: StateFilter; onChange: (state: StateFilter) => void }) {
  const counts = useThrottled(useStores().users.rows, countStates);
  return (
    <div className="filter" role="radiogroup" aria-label={t('users.filter')}>
      {filters.map((state) => (
        <label key={state} className={`filter-choice ${tones[state]}`}>
          <input type="radio" name="state" checked={value === state} onChange={() => onChange(state)} />
          {state !== 'ALL' && <span className="filter-dot" aria-hidden />}
          {state === 'ALL' ? t('users.filter.ALL') : t(`telephone.${state}`)}
          <Count state={state} counts={counts} />
        </label>
      ))}
    </div>
  );
}

function Count({ state, counts }: { state: StateFilter; counts: Readonly<Record<TelephoneState, number>> }) {
  const count = state === 'ALL' ? counts.FREE + counts.BUSY + counts.OFFLINE : counts[state];
  return <span className="filter-count num">{count.toLocaleString(getLocale())}</span>;
}

function Shown({ shown }: { shown: number }) {
  const { users } = useStores();
  const total = useSyncExternalStore(users.rows.watchList, () => users.rows.size);
  const format = (n: number): string => n.toLocaleString(getLocale());
  return (
    <span className="dim toolbar-shown num" aria-live="polite">
      {shown === total ? tn('users.shown', total) : t('users.shown.of', { shown: format(shown), total: format(total) })}
    </span>
  );
}
