import { useRef } from 'react';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { PhoneDialDocument } from '../../gql/generated';
import { sayFailed } from '../../ui/toast';

/** Dials: the own desk telephone rings first, then the number. The call itself is followed by the live stream. */
export function useDial(): (to: string) => Promise<boolean> {
  const [, dial] = useMutation(PhoneDialDocument);
  const busy = useRef(false);
  return async (to) => {
    // A double click or a held Enter key is one wish.
    if (busy.current || !to) return false;
    busy.current = true;
    const { data, error } = await dial({ input: { to } });
    busy.current = false;
    const problem = error ? failureText(error) : (data?.callDial.errors ?? []).map(faultText).join(' ');
    if (problem) sayFailed(problem);
    return problem === '';
  };
}
