import { t } from '../../i18n';
import { Section } from '../../ui/Section';
import { PersonForm } from '../users/PersonForm';
import type { UserRow } from '../users/row';

/** Person and account, as others see them and calls go by them. */
export function PersonSection({ row }: { row: UserRow }) {
  return (
    <Section title={t('user.person')} lead={t('user.person.lead')}>
      <PersonForm row={row} />
    </Section>
  );
}
