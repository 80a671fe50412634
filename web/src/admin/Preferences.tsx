import { Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { getLang, setLang, t, type Lang } from '../i18n';
import { IconCheck, IconLanguage, IconMoon, IconSun } from '../ui/icons';

const languages: readonly Lang[] = ['de', 'en'];

/** Language and colours; they are kept in the browser. */
export function Preferences() {
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={170}>
        <Menu.Target>
          <button type="button" className="icon-button" aria-label={t('shell.language')} title={t('shell.language')}>
            <IconLanguage size={19} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {languages.map((lang) => (
            <Menu.Item key={lang} lang={lang} onClick={() => setLang(lang)} rightSection={getLang() === lang && <IconCheck size={15} aria-hidden />}>
              {t(`shell.language.${lang}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <SchemeButton />
    </>
  );
}

function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const next = scheme === 'light' ? 'dark' : 'light';
  return (
    <button type="button" className="icon-button" onClick={() => setColorScheme(next)} aria-label={t(`shell.scheme.${next}`)} title={t(`shell.scheme.${next}`)}>
      {next === 'dark' ? <IconMoon size={19} aria-hidden /> : <IconSun size={19} aria-hidden />}
    </button>
  );
}
