import { t } from '../../i18n';
import { useNow } from '../../ui/clock';
import { formatClock } from '../../ui/format';
import { IconLockOpen } from '../../ui/icons';

/** How long a telephone may still fetch its file by its MAC alone. */
export function WindowClock({ until }: { until: string | null }) {
  const now = useNow();
  const left = until ? Date.parse(until) - now : 0;
  if (left <= 0) return null;
  return (
    <span className="chip tone-amber" title={t('devices.window.open.help')}>
      <IconLockOpen size={13} stroke={2.2} aria-hidden />
      <span className="num">{t('devices.window.left', { time: formatClock(left) })}</span>
    </span>
  );
}
