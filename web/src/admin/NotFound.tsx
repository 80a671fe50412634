import { Link } from 'wouter';
import { t } from '../i18n';
import { EmptyState } from '../ui/EmptyState';
import { IconHelp } from '../ui/icons';

export function NotFound() {
  return (
    <EmptyState icon={IconHelp} title={t('notfound.title')} text={t('notfound.text')}>
      <Link href="/users" className="text-button">{t('notfound.back')}</Link>
    </EmptyState>
  );
}
