import { Menu } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { MeFragment } from '../gql/generated';
import { t } from '../i18n';
import { Avatar } from '../ui/Avatar';
import { IconActivity, IconKey, IconKeyboard, IconLogout, IconPhone, IconShieldLock } from '../ui/icons';
import { showKeys } from './KeysHelp';
import { useLogout } from './useLogout';

const SecondFactorDialogue = lazy(async () => ({ default: (await import('./login/SecondFactor')).SecondFactorDialogue }));
const PasswordDialogue = lazy(async () => ({ default: (await import('./login/PasswordPage')).PasswordDialogue }));

export function AccountMenu({ me }: { me: MeFragment }) {
  const [changing, setChanging] = useState(false);
  const [securing, setSecuring] = useState(false);
  const logout = useLogout();
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={260}>
        <Menu.Target>
          <button type="button" className="account" aria-label={t('shell.account', { name: me.displayName })}>
            <Avatar name={me.displayName} size={32} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label className="account-who">
            <strong>{me.displayName}</strong>
            <span className="dim">
              {me.username === me.displayName ? '' : `${me.username} · `}
              {t(`role.${me.role}`)}
            </span>
          </Menu.Label>
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setChanging(true)}>
            {t('shell.password')}
          </Menu.Item>
          <Menu.Item leftSection={<IconShieldLock size={16} aria-hidden />} onClick={() => setSecuring(true)}>
            {t('totp.menu')}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={showKeys}>
            {t('shell.keys')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item component="a" href="/phone" leftSection={<IconPhone size={16} aria-hidden />}>
            {t('shell.phone')}
          </Menu.Item>
          <Menu.Item component="a" href="/explorer" leftSection={<IconActivity size={16} aria-hidden />}>
            {t('shell.explorer')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={logout}>
            {t('shell.logout')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {securing && <SecondFactorDialogue onClose={() => setSecuring(false)} />}
        {changing && <PasswordDialogue onClose={() => setChanging(false)} />}
      </Suspense>
    </>
  );
}
