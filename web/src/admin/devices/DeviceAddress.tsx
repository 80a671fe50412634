import { t } from '../../i18n';
import { CopyField } from '../../ui/CopyField';
import { Notice } from '../../ui/Notice';
import { IconKey } from '../../ui/icons';

/** The address of the files of a telephone, with what to do with it. */
export function DeviceAddress({ url, open }: { url: string; open: boolean }) {
  return (
    <div className="device-address">
      <Notice tone="amber" icon={IconKey}>
        {t('devices.address.once')}
      </Notice>
      <div className="card sunken">
        <CopyField label={t('devices.address')} value={url} />
      </div>
      <ol className="device-how">
        <li>{t('devices.how.enter')}</li>
        <li>{t('devices.how.restart')}</li>
        <li>{t(open ? 'devices.how.window' : 'devices.how.noWindow')}</li>
      </ol>
    </div>
  );
}
