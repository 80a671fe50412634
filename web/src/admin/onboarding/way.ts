import type { WayFragment } from '../../gql/generated';

export type StepTaken = WayFragment['steps'][number];

/** The steps of the way in the order in which they are shown, from the link to the first call. */
export const milestones = ['LINK_CREATED', 'LINK_OPENED', 'ACTIVATED', 'FILE_FETCHED', 'REGISTERED', 'PROBED', 'CALLED', 'TEST_CALL'] as const;
export type Milestone = (typeof milestones)[number];

/** Why a link leads nowhere any more. */
const ends = ['LINK_BURNED', 'LINK_EXPIRED', 'LINK_REVOKED'] as const;
export type LinkEnd = (typeof ends)[number];

export interface Stage {
  readonly milestone: Milestone;
  readonly state: 'done' | 'waiting' | 'open' | 'ended';
  readonly taken: StepTaken | null;
  /** Wrong passwords for the link. */
  readonly failures: StepTaken | null;
  readonly end: LinkEnd | null;
}

export interface Way {
  readonly stages: readonly Stage[];
  readonly finished: boolean;
}

/**
 * Lays the steps that were taken over the way. A step that was taken makes those before it needless: whoever registers
 * a telephone by hand never opens a link. The first that is still to come is the one that is waited for.
 */
export function layOut(taken: readonly StepTaken[], withFile: boolean): Way {
  const by = new Map<string, StepTaken>(taken.map((step) => [step.kind, step]));
  const shown = milestones.filter((milestone) => shows(milestone, by, withFile));
  const last = shown.findLastIndex((milestone) => by.has(milestone));
  const end = linkEnd(by);
  const stages = shown.map((milestone, index): Stage => {
    const step = by.get(milestone) ?? null;
    const waits = index === last + 1;
    const ended = waits && end !== null && (milestone === 'LINK_OPENED' || milestone === 'ACTIVATED');
    const failures = milestone === 'ACTIVATED' && !step ? (by.get('ACTIVATION_FAILED') ?? null) : null;
    return { milestone, taken: step, failures, state: step ? 'done' : ended ? 'ended' : waits ? 'waiting' : 'open', end: ended ? end : null };
  });
  return { stages, finished: by.has('TEST_CALL') };
}

function shows(milestone: Milestone, by: ReadonlyMap<string, StepTaken>, withFile: boolean): boolean {
  if (milestone === 'FILE_FETCHED') return withFile || by.has(milestone);
  if (milestone === 'LINK_CREATED' || milestone === 'LINK_OPENED' || milestone === 'ACTIVATED') return by.has('LINK_CREATED');
  return true;
}

/** What ended the newest link; a link that was made afterwards makes it history. */
function linkEnd(by: ReadonlyMap<string, StepTaken>): LinkEnd | null {
  const made = Date.parse(by.get('LINK_CREATED')?.lastAt ?? '') || 0;
  return ends.find((kind) => Date.parse(by.get(kind)?.lastAt ?? '') >= made) ?? null;
}
