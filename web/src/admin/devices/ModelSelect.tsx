import { NativeSelect } from '@mantine/core';
import { useQuery } from 'urql';
import { DeviceModelsDocument } from '../../gql/generated';
import { t } from '../../i18n';

/** The models that can be prepared, by their makers. */
export function ModelSelect({ value, error, onChange }: { value: string; error: string | undefined; onChange: (model: string) => void }) {
  const [{ data }] = useQuery({ query: DeviceModelsDocument });
  const models = data?.deviceModels ?? [];
  const families = [...new Set(models.map((model) => model.family))];
  const groups = families.map((family) => ({
    group: t(`family.${family}`),
    items: models.filter((model) => model.family === family).map((model) => ({ value: model.name, label: model.name })),
  }));
  return (
    <NativeSelect
      label={t('devices.model')}
      value={value}
      error={error}
      required
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: t('devices.model.choose') }, ...groups]}
    />
  );
}
