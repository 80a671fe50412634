import { useQuery } from 'urql';
import { failureText } from '../../api/faults';
import { SettingsFormsDocument } from '../../gql/generated';
import { t, useLang } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { presenceFields, type Settings } from './fields';
import { GroupForm, groups } from './GroupForm';
import './settings.css';

/** What an administrator may choose, in groups, each with its explanation; and what was chosen at the start. */
export default function SettingsPage() {
  const language = useLang() === 'de' ? 'DE' : 'EN';
  const [{ data, error }] = useQuery({ query: SettingsFormsDocument, variables: { language } });
  const settings = data?.settings;
  return (
    <>
      <div className="page-head">
        <h1>{t('settings.title')}</h1>
        <span className="dim">{t('settings.lead')}</span>
      </div>
      {error && <Notice tone="red">{failureText(error)}</Notice>}
      {settings && (
        <div className="settings">
          {groups.map((group) => (
            <GroupForm key={group} group={group} fields={fieldsOf(settings, group)} values={settings[group]} />
          ))}
          <StartOptions options={settings.startOptions} />
        </div>
      )}
    </>
  );
}

function fieldsOf(settings: Settings, group: string) {
  return [...settings.fields, ...presenceFields].filter((field) => field.group === group);
}

function StartOptions({ options }: { options: Settings['startOptions'] }) {
  return (
    <section className="card settings-group settings-start" aria-labelledby="settings-start">
      <h2 id="settings-start">{t('settings.start')}</h2>
      <p className="dim">{t('settings.start.lead')}</p>
      <dl>
        {options.map(({ name, value, source, explanation }) => (
          <div key={name}>
            <dt className="mono">--{name}</dt>
            <dd>
              <span className="mono breakable">{value || t('none')}</span> <span className="dim">({t(`option.${source}`)})</span>
              <span className="dim settings-why" lang="en">
                {explanation}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
