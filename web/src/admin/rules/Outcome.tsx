import type { RoutingStepKind } from '../../gql/generated';
import { getLang, t, tn } from '../../i18n';
import { formatInstant } from '../../ui/format';
import { IconBell, IconCircleCheck, IconDeskphone, IconHeadset, IconListNumbers, IconPhoneOff, IconStar } from '../../ui/icons';
import { PresenceChip } from '../../ui/presence';
import { sideName, sideNumber } from '../calls/side';
import { deviceLabel } from '../users/row';
import type { Preview } from './Simulator';

const icons: Readonly<Record<RoutingStepKind, typeof IconBell>> = {
  NUMBER: IconListNumbers,
  STAR_CODE: IconStar,
  PRESENCE: IconHeadset,
  DEVICE: IconDeskphone,
  RESULT: IconCircleCheck,
};

/** What would become of the call in one line, and how that was decided. */
export function Outcome({ preview }: { preview: Preview }) {
  return (
    <div className="outcome">
      <Result preview={preview} />
      <ol className="outcome-steps">
        {preview.steps.map((step, index) => {
          const Icon = icons[step.kind];
          return (
            <li key={index}>
              <Icon size={17} stroke={1.8} aria-hidden />
              <span>
                <strong>
                  {t(`step.${step.kind}`)}
                  {step.user && `: ${step.user.displayName}`}
                </strong>
                <span lang="en">{step.reason}</span>
              </span>
            </li>
          );
        })}
      </ol>
      {getLang() !== 'en' && <p className="dim outcome-note">{t('simulator.english')}</p>}
    </div>
  );
}

function Result({ preview }: { preview: Preview }) {
  const { rings, refusal, presenceSet, to, at } = preview;
  const whom = [sideName(to), sideNumber(to)].filter(Boolean).join(' · ');
  if (presenceSet) {
    return (
      <p className="outcome-result tone-blue">
        <IconStar size={20} aria-hidden />
        <span>
          {t('simulator.sets')} <PresenceChip presence={presenceSet} />
        </span>
      </p>
    );
  }
  if (refusal) {
    return (
      <p className="outcome-result tone-amber">
        <IconPhoneOff size={20} aria-hidden />
        <span>
          <strong>{t('simulator.refused', { whom })}</strong> {t(`cause.${refusal.cause}`)} <span className="dim">(SIP {refusal.status})</span>
        </span>
      </p>
    );
  }
  return (
    <p className="outcome-result tone-green">
      <IconBell size={20} aria-hidden />
      <span>
        <strong>{rings.length > 0 ? tn('simulator.rings', rings.length, { whom }) : t('simulator.answers', { whom })}</strong>{' '}
        {rings.map((terminal) => deviceLabel(terminal.userAgent) || t('device.unknown')).join(', ')} <span className="dim">{formatInstant(at)}</span>
      </span>
    </p>
  );
}
