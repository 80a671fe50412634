import { Button, Modal } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { useClient, useMutation } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import { UserCreateDocument, UserSuggestionsDocument, type SecretsFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { AccessCard } from './AccessCard';
import { PasswordField } from './PasswordField';
import { PersonFields, Section } from './PersonFields';
import type { UserStore } from './store';
import { checkPerson, emptyPerson, personFields, proposeUsername, toCreateInput, type NewUserValues, type PersonValues } from './values';

interface Props {
  readonly store: UserStore;
  readonly onClose: () => void;
  readonly onCreated: (id: string) => void;
}

interface Created {
  readonly id: string;
  readonly name: string;
  readonly secrets: SecretsFragment;
}

/** Adds a user. Afterwards the access data stand in its place until they have been noted. */
export function CreateUser({ store, onClose, onCreated }: Props) {
  const [created, setCreated] = useState<Created | null>(null);
  const finish = (): void => {
    if (created) onCreated(created.id);
    onClose();
  };
  const title = created ? t('access.title', { name: created.name }) : t('form.create.title');
  return (
    <Modal
      opened
      onClose={finish}
      title={title}
      size={created ? 580 : 720}
      closeOnClickOutside={false}
      closeOnEscape={!created}
      withCloseButton={!created}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {created ? (
        <AccessCard lead={t('access.created')} secrets={created.secrets} onDone={finish} onAnother={() => setCreated(null)} />
      ) : (
        <CreateForm store={store} onCreated={setCreated} onCancel={onClose} />
      )}
    </Modal>
  );
}

interface FormProps {
  readonly store: UserStore;
  readonly onCreated: (created: Created) => void;
  readonly onCancel: () => void;
}

const fields = [...personFields, 'sipPassword', 'ctiPassword'];

function CreateForm({ onCreated, onCancel }: FormProps) {
  const { values, change, suggestionProblem } = useNewUser();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [{ fetching }, userCreate] = useMutation(UserCreateDocument);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const faults = checkNew(values);
    setErrors(faults);
    setProblem('');
    if (Object.keys(faults).length > 0) return focusFirstError();
    const { data, error } = await userCreate({ input: toCreateInput(values) });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { user, accessData, errors: refused } = data.userCreate;
    if (user && accessData) return onCreated({ id: user.id, name: user.displayName, secrets: accessData });
    const sorted = sortFaults(refused, fields);
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
    focusFirstError();
  };

  return (
    <form onSubmit={submit} noValidate>
      {(problem || suggestionProblem) && (
        <Notice tone="red">
          {problem || suggestionProblem}
        </Notice>
      )}
      <PersonFields values={values} errors={errors} onChange={change} />
      <Section title={t('form.section.access')}>
        <PasswordField field="sipPassword" value={values.sipPassword} error={errors.sipPassword} onChange={(sipPassword) => change({ sipPassword })} />
        <PasswordField field="ctiPassword" value={values.ctiPassword} error={errors.ctiPassword} onChange={(ctiPassword) => change({ ctiPassword })} />
      </Section>
      <footer className="dialogue-foot">
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={fetching}>
          {t('form.create.submit')}
        </Button>
      </footer>
    </form>
  );
}

/** The values of the form, begun with the suggestions of the switchboard. The username follows the name until it is
 * typed by hand. */
function useNewUser() {
  const client = useClient();
  const [values, setValues] = useState<NewUserValues>({ ...emptyPerson, sipPassword: '', ctiPassword: '' });
  const [ownUsername, setOwnUsername] = useState(false);
  const [suggestionProblem, setSuggestionProblem] = useState('');
  useEffect(() => {
    let gone = false;
    void client
      .query(UserSuggestionsDocument, {}, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data, error }) => {
        if (gone) return;
        if (error) setSuggestionProblem(failureText(error));
        if (!data) return;
        const { sipPassword, ctiPassword, numberingPlan } = data;
        // What was typed before the suggestions came stays.
        setValues((now) => ({
          ...now,
          sipPassword: now.sipPassword || sipPassword,
          ctiPassword: now.ctiPassword || ctiPassword,
          extension: now.extension || (numberingPlan.next ?? ''),
        }));
      });
    return () => {
      gone = true;
    };
  }, [client]);

  const change = (part: Partial<NewUserValues> | Partial<PersonValues>): void => {
    if (part.username !== undefined) setOwnUsername(part.username !== '');
    setValues((now) => follow({ ...now, ...part }, ownUsername || part.username !== undefined));
  };
  return { values, change, suggestionProblem };
}

function follow(values: NewUserValues, ownUsername: boolean): NewUserValues {
  if (ownUsername) return values;
  return { ...values, username: proposeUsername(values.firstName, values.surname) };
}

function checkNew(values: NewUserValues): Record<string, string> {
  const faults: Record<string, string> = { ...checkPerson(values) };
  if (!values.sipPassword) faults.sipPassword = t('form.password.missing');
  if (!values.ctiPassword) faults.ctiPassword = t('form.password.missing');
  return faults;
}

/** Puts the cursor where something is to be mended, once it is marked. */
export function focusFirstError(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[role=dialog] [aria-invalid=true]')?.focus());
}
