import { has, t, type Key } from '../../i18n';
import { IconHelp } from '../../ui/icons';
import type { Step } from './draft';

/** Beside the fields: what the field that has the cursor is for, and what follows from it; else what the step is for. */
export function Explanation({ step, field }: { step: Step; field: string }) {
  const about = has(`quick.help.${field}`) ? field : step;
  return (
    <aside className="explanation" aria-live="polite" aria-label={t('quick.explanation')}>
      <span className="explanation-icon" aria-hidden>
        <IconHelp size={20} stroke={1.8} />
      </span>
      <strong>{t(`quick.help.${about}` as Key)}</strong>
      {paragraphs(`quick.help.${about}.text` as Key).map((text) => (
        <p key={text}>{text}</p>
      ))}
    </aside>
  );
}

const paragraphs = (key: Key): string[] => t(key).split('\n');
