import { useDevices } from '../devices/useDevices';
import { Onboarding } from '../onboarding/Onboarding';
import { HandoverCard } from '../onboarding/HandoverCard';
import { useHandover } from '../quick/handover';
import type { UserRow } from '../users/row';

/** How far a new colleague has come, with what to hand over while it has not been noted. */
export function OnboardingSection({ row }: { row: UserRow }) {
  const handover = useHandover(row.id);
  const { list } = useDevices();
  const waits = list.some((device) => device.user?.id === row.id && device.fetchedAt === null);
  return (
    <>
      {handover && <HandoverCard userId={row.id} handover={handover} />}
      <Onboarding row={row} withFile={waits} />
    </>
  );
}
