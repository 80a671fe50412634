import { Link } from 'wouter';
import { t } from '../../i18n';
import { IconAlert, IconCheck } from '../../ui/icons';
import { steps, type Step } from './draft';

interface Props {
  readonly current: Step;
  readonly reached: number;
  readonly faulty: readonly Step[];
}

/** The steps by name: those behind can be gone back to, and one where something is to be mended is marked. */
export function Steps({ current, reached, faulty }: Props) {
  const here = steps.indexOf(current);
  return (
    <nav aria-label={t('quick.steps')}>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step} data-state={faulty.includes(step) ? 'faulty' : index < here ? 'done' : index === here ? 'here' : 'open'}>
            {index <= reached ? (
              <Link href={hrefOf(step)} aria-current={index === here ? 'step' : undefined}>
                <Mark index={index} done={index < here} faulty={faulty.includes(step)} />
                {t(`quick.step.${step}`)}
              </Link>
            ) : (
              <span>
                <Mark index={index} done={false} faulty={false} />
                {t(`quick.step.${step}`)}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

export const hrefOf = (step: Step): string => (step === 'person' ? '/quick-start' : `/quick-start/${step}`);

function Mark({ index, done, faulty }: { index: number; done: boolean; faulty: boolean }) {
  return (
    <span className="step-mark num" aria-hidden>
      {faulty ? <IconAlert size={14} stroke={2.4} /> : done ? <IconCheck size={14} stroke={3} /> : index + 1}
    </span>
  );
}
