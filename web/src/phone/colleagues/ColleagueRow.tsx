import { useSyncExternalStore } from 'react';
import { t, useLang } from '../../i18n';
import { Avatar } from '../../ui/Avatar';
import { IconPhone } from '../../ui/icons';
import { IconPhonePlus, IconStar, IconStarFilled } from '../icons';
import { readable } from '../dial/number';
import { looks } from '../presence/look';
import { usePhone } from '../stores';
import type { Colleague } from './colleague';
import { useColleague } from './store';
import { LineState } from './LineState';

export interface Place {
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onCall: () => void;
}

/** One colleague: presence at the badge, name, what the telephone does, and the button that calls. */
export function ColleagueRow({ id, index, top, selected, onSelect, onCall }: Place & { readonly id: string }) {
  useLang();
  const { colleagues } = usePhone();
  const colleague = useColleague(colleagues, id);
  if (!colleague) return null;
  const { name, number, state } = colleague;
  return (
    <div
      id={`line-${id}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      className="line"
      style={{ transform: `translateY(${top}px)` }}
      onClick={onSelect}
      onDoubleClick={onCall}
      data-name={colleague.username}
    >
      <span role="gridcell" className="line-who">
        <Badge colleague={colleague} />
        <span className="line-text">
          <strong className="cut">{name}</strong>
          <span className="dim cut">
            {number !== name && <span className="num">{number}</span>}
            {colleague.fullName && colleague.fullName !== name && <> · {colleague.fullName}</>}
          </span>
        </span>
      </span>
      <span role="gridcell" className="line-state">
        <LineState colleague={colleague} />
      </span>
      <span role="gridcell" className="line-actions">
        <Favourite id={id} name={name} />
        <button type="button" className="call-button" data-offline={state === 'OFFLINE' || undefined} onClick={stopping(onCall)} onDoubleClick={stopping()} aria-label={t('ww.callName', { name })} title={t('ww.callName', { name })}>
          <IconPhone size={18} stroke={2} aria-hidden />
        </button>
      </span>
    </div>
  );
}

/** A number that nobody in the list has. */
export function NumberRow({ number, index, top, selected, onSelect, onCall }: Place & { readonly number: string }) {
  const text = t('ww.callName', { name: readable(number) });
  return (
    <div id="line-number" role="row" aria-rowindex={index + 1} aria-selected={selected} className="line" style={{ transform: `translateY(${top}px)` }} onClick={onSelect} onDoubleClick={onCall}>
      <span role="gridcell" className="line-who">
        <span className="line-number" aria-hidden>
          <IconPhonePlus size={19} />
        </span>
        <strong className="cut num">{text}</strong>
      </span>
      <span role="gridcell" className="line-actions">
        <button type="button" className="call-button" onClick={stopping(onCall)} onDoubleClick={stopping()} aria-label={text} title={text}>
          <IconPhone size={18} stroke={2} aria-hidden />
        </button>
      </span>
    </div>
  );
}

/** A click on a button in a line is no click on the line. */
const stopping =
  (then?: () => void) =>
  (event: React.MouseEvent): void => {
    event.stopPropagation();
    then?.();
  };

function Badge({ colleague }: { colleague: Colleague }) {
  const { tone, icon: Icon } = looks[colleague.presence];
  return (
    <span className="badge">
      <Avatar name={colleague.name} size={38} />
      <span className={`badge-dot tone-${tone}`} data-presence={colleague.presence} title={t(`presence.${colleague.presence}`)}>
        {colleague.presence !== 'OFFLINE' && <Icon size={12} stroke={3.4} aria-hidden />}
      </span>
    </span>
  );
}

function Favourite({ id, name }: { id: string; name: string }) {
  const { favourites, toggleFavourite } = usePhone();
  const liked = useSyncExternalStore(favourites.value.subscribe, () => favourites.value.get().has(id));
  const Icon = liked ? IconStarFilled : IconStar;
  return (
    <button type="button" className="icon-button star" aria-pressed={liked} aria-label={t('ww.favourite', { name })} title={t('ww.favourite', { name })} onClick={stopping(() => toggleFavourite(id))} onDoubleClick={stopping()}>
      <Icon size={17} aria-hidden />
    </button>
  );
}
