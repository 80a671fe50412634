import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from 'urql';
import { DeviceModelsDocument } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { IconChevronDown, IconChevronUp, IconPlus, IconTrash } from '../../ui/icons';
import { useStores } from '../stores';
import { keyAsks, keyKinds, keyPresences, type Key } from './device';

interface Props {
  readonly model: string;
  readonly keys: readonly Key[];
  readonly error: string | undefined;
  readonly onChange: (keys: readonly Key[]) => void;
}

/** The function keys in their order on the telephone. */
export function KeysEditor({ model, keys, error, onChange }: Props) {
  const [{ data }] = useQuery({ query: DeviceModelsDocument });
  const places = data?.deviceModels.find((one) => one.name === model)?.keys ?? 0;
  const set = (index: number, part: Partial<Key>): void => onChange(keys.map((key, at) => (at === index ? { ...key, ...part } : key)));
  const move = (index: number, by: number): void => {
    const next = [...keys];
    const [key] = next.splice(index, 1);
    next.splice(index + by, 0, key!);
    onChange(next);
  };
  return (
    <fieldset className="fields keys-editor">
      <legend>
        {t('devices.keys')} <span className="dim num">{tn('devices.keys.places', places, { used: keys.length })}</span>
      </legend>
      {places === 0 && <p className="dim flush">{t('devices.keys.none')}</p>}
      <ol className="key-list">
        {keys.map((key, index) => (
          <li key={index} className="key-line">
            <span className="step-mark num" aria-hidden>
              {index + 1}
            </span>
            <KeyFields index={index} value={key} onChange={(part) => set(index, part)} />
            <IconAction label={t('devices.key.up', { n: index + 1 })} disabled={index === 0} onClick={() => move(index, -1)} icon={IconChevronUp} />
            <IconAction label={t('devices.key.down', { n: index + 1 })} disabled={index === keys.length - 1} onClick={() => move(index, 1)} icon={IconChevronDown} />
            <IconAction label={t('devices.key.remove', { n: index + 1 })} disabled={false} onClick={() => onChange(keys.filter((_, at) => at !== index))} icon={IconTrash} />
          </li>
        ))}
      </ol>
      {error && (
        <p className="key-fault" role="alert">
          {error}
        </p>
      )}
      {keys.length < places && (
        <button type="button" className="text-button" onClick={() => onChange([...keys, { kind: keys.length === 0 ? 'LINE' : 'BLF', value: '', label: '' }])}>
          <IconPlus size={14} aria-hidden />
          {t('devices.key.add')}
        </button>
      )}
    </fieldset>
  );
}

function KeyFields({ index, value: key, onChange }: { index: number; value: Key; onChange: (part: Partial<Key>) => void }) {
  const { users } = useStores();
  const n = index + 1;
  const ask = keyAsks[key.kind];
  const colleague = [...users.rows.values()].find(({ person }) => person.extension === key.value || person.username === key.value);
  return (
    <>
      <NativeSelect
        aria-label={t('devices.key.kind', { n })}
        value={key.kind}
        onChange={(event) => onChange(ofKind(event.currentTarget.value as Key['kind'], key))}
        data={keyKinds.map((kind) => ({ value: kind, label: t(`devices.key.${kind}`) }))}
      />
      {ask ? (
        <TextInput aria-label={t('devices.key.value', { n })} placeholder={t(ask)} value={key.value} onChange={(event) => onChange({ value: event.currentTarget.value })} autoComplete="off" />
      ) : key.kind === 'PRESENCE' ? (
        <NativeSelect
          aria-label={t('devices.key.value', { n })}
          value={key.value}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
          data={keyPresences.map((presence) => ({ value: presence, label: t(`presence.${presence}`) }))}
        />
      ) : (
        <span />
      )}
      <TextInput
        aria-label={t('devices.key.label', { n })}
        placeholder={colleague?.person.displayName ?? t('devices.key.label.empty')}
        value={key.label}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
        autoComplete="off"
      />
    </>
  );
}

/** What changes with the kind of a key: what is dialled is no presence, and the other way round. */
function ofKind(kind: Key['kind'], before: Key): Partial<Key> {
  if (kind === 'PRESENCE') return { kind, value: keyPresences[0] };
  return before.kind === 'PRESENCE' ? { kind, value: '' } : { kind };
}

function IconAction({ label, disabled, onClick, icon: Icon }: { label: string; disabled: boolean; onClick: () => void; icon: typeof IconTrash }) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </button>
  );
}
