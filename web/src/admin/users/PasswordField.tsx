import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { failureText } from '../../api/faults';
import { PasswordSuggestionDocument } from '../../gql/generated';
import { t } from '../../i18n';
import { IconRefresh } from '../../ui/icons';
import { sayFailed } from '../../ui/toast';

interface Props {
  readonly field: 'sipPassword' | 'ctiPassword';
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A password that begins with the switchboard's suggestion. */
export function PasswordField({ field, value, error, onChange }: Props) {
  const client = useClient();
  const [visible, setVisible] = useState(false);
  const suggest = async (): Promise<void> => {
    const result = await client.query(PasswordSuggestionDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    if (result.error) sayFailed(failureText(result.error));
    if (!result.data) return;
    onChange(result.data.passwordSuggestion);
    setVisible(true);
  };
  const label = t(`form.${field}`);
  return (
    <div className="password-field">
      <PasswordInput
        label={label}
        description={t(`form.${field}.help`)}
        value={value}
        error={error}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        visible={visible}
        onVisibilityChange={setVisible}
        required
        autoComplete="off"
        classNames={{ innerInput: 'mono' }}
        visibilityToggleButtonProps={{ 'aria-label': `${t(visible ? 'hide' : 'show')}: ${label}` }}
      />
      <button type="button" className="text-button" onClick={suggest} aria-label={`${t('form.suggest')}: ${label}`}>
        <IconRefresh size={14} aria-hidden />
        {t('form.suggest')}
      </button>
    </div>
  );
}
