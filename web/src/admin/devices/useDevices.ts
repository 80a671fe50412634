import { DevicesDocument, type DeskPhoneFragment, type DevicesSubscription } from '../../gql/generated';
import { useObjects } from '../useFollowed';

type Event = DevicesSubscription['devices'];

/** Telephones that are prepared, live: all of them, or one. */
export function useDevices(id?: string) {
  return useObjects<DeskPhoneFragment, Event>(DevicesDocument, id ? { ids: [id] } : {}, (event) => (event.__typename === 'DeviceChanged' ? event.device : null));
}
