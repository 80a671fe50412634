import { t } from '../../i18n';
import type { PersonValues } from './values';

interface Props {
  readonly field: keyof PersonValues;
  readonly mine: PersonValues;
  readonly theirs: PersonValues;
  readonly onTake: (change: Partial<PersonValues>) => void;
}

/** Below a field: the value that somebody else saved meanwhile, and the choice to take it instead of one's own. */
export function Conflict({ field, mine, theirs, onTake }: Props) {
  return (
    <div className="conflict tone-amber">
      <span>
        {t('conflict.theirs', { value: shown(theirs[field]) })}
        <br />
        {t('conflict.mine', { value: shown(mine[field]) })}
      </span>
      <button type="button" className="text-button" onClick={() => onTake({ [field]: theirs[field] })}>
        {t('conflict.useTheirs')}
      </button>
    </div>
  );
}

function shown(value: PersonValues[keyof PersonValues]): string {
  if (typeof value === 'boolean') return value ? '✓' : '–';
  return String(value) || t('conflict.empty');
}
