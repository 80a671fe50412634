import type { PhoneCallFragment, SideFragment } from '../../gql/generated';
import { t } from '../../i18n';
import type { Colleague } from '../colleagues/colleague';
import { readable } from '../dial/number';

/** Where a call stands, seen by one of those who take part. */
export type Phase = 'incoming' | 'own' | 'dialling' | 'ringing' | 'connected' | 'held';

export function phase(call: PhoneCallFragment, meId: string): Phase {
  if (call.state === 'CONNECTED') return 'connected';
  if (call.state === 'HELD') return 'held';
  if (isTo(call, meId)) return 'incoming';
  // A call that this program began rings the own telephone first: nobody else has been called yet.
  if (call.legs.some((leg) => leg.user?.id === meId && leg.activity === 'RINGING')) return 'own';
  return call.state === 'RINGING' ? 'ringing' : 'dialling';
}

const isTo = (call: { readonly to: SideFragment; readonly from: SideFragment }, meId: string): boolean =>
  call.to.user?.id === meId && call.from.user?.id !== meId;

/** The other side, seen by one of those who take part. */
export function other(call: { readonly to: SideFragment; readonly from: SideFragment }, meId: string): SideFragment {
  return isTo(call, meId) ? call.from : call.to;
}

export type Directory = (number: string) => Colleague | undefined;

/** Name and number of a side. Who was dialled by number only is looked up among the colleagues. */
export function whoIs(side: SideFragment, directory: Directory): { readonly name: string; readonly number: string } {
  const number = side.number ?? '';
  const name = side.displayName || directory(number)?.name || readable(number) || t('calls.unknown');
  return { name, number: readable(number) === name ? '' : readable(number) };
}

/** What can be dialled to reach a side again; empty where nothing is known. */
export const redial = (side: SideFragment): string => side.number ?? '';
