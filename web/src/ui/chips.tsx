import type { CallState, Health, TelephoneActivity, TelephoneState } from '../gql/generated';
import { t } from '../i18n';
import { formatRoundTrip } from './format';
import {
  IconAlert,
  IconBell,
  IconCheck,
  IconHelp,
  IconPause,
  IconPhone,
  IconPhoneCall,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconX,
} from './icons';

// Plain elements with CSS variables: these cells change all the time, and a component of the UI kit in each would
// cost ten times as much to show.

type Tone = 'green' | 'red' | 'amber' | 'grey' | 'blue';
type Shape = typeof IconPhone;

const states: Record<TelephoneState, readonly [Tone, Shape]> = {
  OFFLINE: ['grey', IconPhoneOff],
  FREE: ['green', IconPhone],
  BUSY: ['red', IconPhoneCall],
};

const activities: Partial<Record<TelephoneActivity, readonly [Tone, Shape]>> = {
  RINGING: ['amber', IconBell],
  DIALLING: ['red', IconPhoneOutgoing],
  HELD: ['red', IconPause],
};

/** The state of a telephone as colour, icon and word; what it is doing stands after the word. A telephone that rings is
 * still free: only who talks or dials is busy. */
export function TelephoneChip({ state, activity }: { state: TelephoneState; activity: TelephoneActivity }) {
  const [tone, Icon] = activities[activity] ?? states[state];
  return (
    <span className={`chip tone-${tone} ${activity === 'RINGING' ? 'rings' : ''}`}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(`telephone.${state}`)}
      {activity !== 'IDLE' && <small>· {t(`activity.${activity}`)}</small>}
    </span>
  );
}

const calls: Record<CallState, readonly [Tone, Shape]> = {
  DIALLING: ['blue', IconPhoneOutgoing],
  RINGING: ['amber', IconBell],
  CONNECTED: ['green', IconPhoneCall],
  HELD: ['grey', IconPause],
  ENDED: ['grey', IconPhoneOff],
};

export function CallChip({ state }: { state: CallState }) {
  const [tone, Icon] = calls[state];
  return (
    <span className={`chip tone-${tone} ${state === 'RINGING' ? 'rings' : ''}`}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(`call.${state}`)}
    </span>
  );
}

const healths: Record<Health, readonly [Tone, Shape]> = {
  GREEN: ['green', IconCheck],
  ORANGE: ['amber', IconAlert],
  RED: ['red', IconX],
  GREY: ['grey', IconPhoneOff],
  UNKNOWN: ['blue', IconHelp],
};

/** The last response time with its colour, a mark of its own for each colour, and the words for both. */
export function Response({ health, roundTrip }: { health: Health; roundTrip: number | null }) {
  const [tone, Icon] = healths[health];
  const words = t(`health.${health}`);
  return (
    <span className={`response tone-${tone}`} title={`${words}. ${t(`health.${health}.help`)}`}>
      <span className="num">{roundTrip === null ? words : formatRoundTrip(roundTrip)}</span>
      <span className="mark">
        <Icon size={12} stroke={3} aria-hidden />
      </span>
      {roundTrip !== null && <span className="only-read">{words}</span>}
    </span>
  );
}
