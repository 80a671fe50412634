import { Kbd, Menu, Modal } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import { useKeys } from '../admin/keys';
import { PasswordDialogue } from '../admin/login/PasswordPage';
import { useLogout } from '../admin/useLogout';
import { t, type Key } from '../i18n';
import { useMe } from '../session/useSession';
import { Avatar } from '../ui/Avatar';
import { IconBell, IconKey, IconKeyboard, IconLogout, IconUsers } from '../ui/icons';
import { IconDownload, IconPhonePlus } from './icons';
import { sayDone, sayFailed } from '../ui/toast';
import { allowNotifications, notifications } from './alerts/permission';
import { canHandleLinks, handleLinks, install, installable } from './install';

/** What is set once, and signing out. */
export function PhoneMenu() {
  const me = useMe();
  const logout = useLogout();
  const [shown, setShown] = useState<'keys' | 'password' | null>(null);
  useKeys({ '?': () => setShown('keys') });
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={290}>
        <Menu.Target>
          <button type="button" className="account" aria-label={t('shell.account', { name: me.displayName })}>
            <Avatar name={me.displayName} size={32} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Setup />
          {me.role !== 'USER' && (
            <Menu.Item component="a" href="/" leftSection={<IconUsers size={16} aria-hidden />}>
              {t('ww.menu.dashboard')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={() => setShown('keys')}>
            {t('shell.keys')}
          </Menu.Item>
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setShown('password')}>
            {t('shell.password')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={logout}>
            {t('shell.logout')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {shown === 'keys' && <Keys onClose={() => setShown(null)} />}
      {shown === 'password' && <PasswordDialogue onClose={() => setShown(null)} />}
    </>
  );
}

/** What the browser offers, and only while it does. */
function Setup() {
  const permission = useSyncExternalStore(notifications.subscribe, notifications.get);
  const app = useSyncExternalStore(installable.subscribe, installable.get);
  const register = (): void => (handleLinks() ? sayDone(t('ww.links.asked')) : sayFailed(t('ww.links.failed')));
  return (
    <>
      {permission === 'default' && (
        <Menu.Item leftSection={<IconBell size={16} aria-hidden />} onClick={() => void allowNotifications()}>
          {t('ww.menu.notify')}
        </Menu.Item>
      )}
      {canHandleLinks() && (
        <Menu.Item leftSection={<IconPhonePlus size={16} aria-hidden />} onClick={register}>
          {t('ww.menu.links')}
        </Menu.Item>
      )}
      {app && (
        <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => void install()}>
          {t('ww.menu.install')}
        </Menu.Item>
      )}
    </>
  );
}

const list: readonly (readonly [readonly string[], Key])[] = [
  [['/'], 'ww.keys.search'],
  [['↑', '↓'], 'keys.move'],
  [['Enter'], 'ww.keys.call'],
  [['Esc'], 'ww.keys.clear'],
  [['Ctrl', 'V'], 'ww.keys.paste'],
  [['?'], 'keys.help'],
];

function Keys({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} centered size="sm" closeButtonProps={{ 'aria-label': t('close') }}>
      <dl className="keys">
        {list.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
