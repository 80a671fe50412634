import { useState } from 'react';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { UserDeleteDocument } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { Confirm } from '../../ui/Confirm';
import { sayDone } from '../../ui/toast';
import { useStores } from '../stores';
import { callName, type UserRow } from './row';

interface Props {
  readonly row: UserRow;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteUser({ row, onClose, onDeleted }: Props) {
  const { users } = useStores();
  const [problem, setProblem] = useState('');
  const [{ fetching }, userDelete] = useMutation(UserDeleteDocument);
  const name = callName(row);
  const registered = row.terminals.length;

  const submit = async (): Promise<void> => {
    const { data, error } = await userDelete({ id: row.id });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { errors, deletedId } = data.userDelete;
    if (!deletedId) return setProblem(errors.map(faultText).join(' '));
    users.rows.remove(deletedId);
    sayDone(t('delete.done', { name }));
    onDeleted();
  };

  return (
    <Confirm title={t('delete.title', { name })} submit={t('delete.submit')} busy={fetching} problem={problem} onSubmit={submit} onClose={onClose}>
      <p className="flush">{t('delete.text', { username: row.person.username })}</p>
      {registered > 0 && (
        <p className="flush">
          <strong>{tn('delete.registered', registered)}</strong>
        </p>
      )}
    </Confirm>
  );
}
