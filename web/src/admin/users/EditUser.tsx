import { Modal } from '@mantine/core';
import { t } from '../../i18n';
import { PersonForm } from './PersonForm';
import { callName, type UserRow } from './row';

/** Changes a user in a window over the table. */
export function EditUser({ row, onClose }: { row: UserRow; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t('form.edit.title', { name: callName(row) })} size={720} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('close') }}>
      <PersonForm row={row} onSaved={onClose} onCancel={onClose} />
    </Modal>
  );
}
