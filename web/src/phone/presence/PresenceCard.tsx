import { Menu } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { PhonePresenceSetDocument, PhoneRulesDocument, type Presence } from '../../gql/generated';
import { getLocale, t } from '../../i18n';
import { useMe } from '../../session/useSession';
import { Avatar } from '../../ui/Avatar';
import { TelephoneChip } from '../../ui/chips';
import { useStale } from '../../ui/LiveLamp';
import { IconAlert, IconCheck, IconChevronDown } from '../../ui/icons';
import { sayFailed } from '../../ui/toast';
import type { Colleague } from '../colleagues/colleague';
import { useColleague } from '../colleagues/store';
import { usePhone } from '../stores';
import { effect, type Rule } from './effect';
import { choices, looks } from './look';

/** Who I am, whether I am there and what that does to calls; a click changes it. */
export function PresenceCard() {
  const me = useMe();
  const { colleagues } = usePhone();
  const own = useColleague(colleagues, me.id);
  const stale = useStale();
  const [{ data }] = useQuery({ query: PhoneRulesDocument });
  const rules = data?.presenceRules ?? [];
  return (
    <section className={`me ${stale ? 'stale' : ''}`} aria-label={t('ww.me')}>
      <div className="me-head">
        <span className="me-avatar">
          <Avatar name={me.displayName} size={46} />
        </span>
        <div className="me-who">
          <strong className="cut">{me.displayName}</strong>
          {own && (
            <span className="me-line">
              {own.number !== me.displayName && <span className="dim num">{own.number}</span>}
              <TelephoneChip state={own.state} activity={own.activity} />
            </span>
          )}
        </div>
      </div>
      {own && <Switch own={own} rules={rules} />}
      {own?.state === 'OFFLINE' && (
        <p className="me-warning tone-amber">
          <IconAlert size={16} aria-hidden />
          {t('ww.noTelephone')}
        </p>
      )}
    </section>
  );
}

function Switch({ own, rules }: { own: Colleague; rules: readonly Rule[] }) {
  const [opened, setOpened] = useState(false);
  const choose = useChoose();
  const { tone, icon: Icon } = looks[own.chosen];
  return (
    <>
      <Menu opened={opened} onChange={setOpened} position="bottom-start" shadow="lg" width="target" offset={4} classNames={{ dropdown: 'presences', item: 'presences-item' }}>
        <Menu.Target>
          <button type="button" className={`presence tone-${tone}`}>
            <span className="only-read">{t('ww.presence.change')}</span>
            <Icon size={20} stroke={2.2} aria-hidden />
            <span className="presence-word">{t(`presence.${own.chosen}`)}</span>
            {own.returnsAt && <span className="presence-until num">{t('ww.until', { time: clockTime(own.returnsAt) })}</span>}
            <IconChevronDown size={18} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {choices.map((presence) => (
            <Choice key={presence} presence={presence} chosen={presence === own.chosen} text={effect(presence, rules)} onChoose={() => void choose(presence)} />
          ))}
        </Menu.Dropdown>
      </Menu>
      <p className="me-effect dim">{effect(own.chosen, rules)}</p>
    </>
  );
}

interface ChoiceProps {
  readonly presence: Presence;
  readonly chosen: boolean;
  readonly text: string;
  readonly onChoose: () => void;
}

function Choice({ presence, chosen, text, onChoose }: ChoiceProps) {
  const { tone, icon: Icon } = looks[presence];
  return (
    <Menu.Item
      className={`tone-${tone}`}
      aria-current={chosen || undefined}
      leftSection={
        <span className="presence-mark">
          <Icon size={15} stroke={2.6} aria-hidden />
        </span>
      }
      rightSection={chosen && <IconCheck size={16} aria-hidden />}
      onClick={onChoose}
    >
      <strong>{t(`presence.${presence}`)}</strong>
      <span className="dim">{text}</span>
    </Menu.Item>
  );
}

function useChoose(): (presence: Presence) => Promise<void> {
  const [, set] = useMutation(PhonePresenceSetDocument);
  return async (presence) => {
    const { data, error } = await set({ presence });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { errors } = data.presenceSet;
    if (errors.length > 0) sayFailed(errors.map(faultText).join(' '));
  };
}

const clockTime = (at: string): string => new Date(at).toLocaleTimeString(getLocale(), { hour: '2-digit', minute: '2-digit' });
