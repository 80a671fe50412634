import { Onboarding } from '../onboarding/Onboarding';
import { HandoverCard } from '../onboarding/HandoverCard';
import { useHandover } from '../quick/handover';
import type { UserRow } from '../users/row';

/** How far a new colleague has come, with what to hand over while it has not been noted. */
export function OnboardingSection({ row }: { row: UserRow }) {
  const handover = useHandover(row.id);
  return (
    <>
      {handover && <HandoverCard userId={row.id} handover={handover} />}
      <Onboarding row={row} withFile={false} />
    </>
  );
}
