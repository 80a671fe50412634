import { Kbd, Modal } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { t, type Key } from '../i18n';
import { Watched } from '../live';
import { useMay } from '../session/useSession';
import { useKeys } from './keys';

const shown = new Watched(false);

export const showKeys = (): void => shown.set(true);

const list: readonly (readonly [readonly string[], Key])[] = [
  [['/'], 'keys.search'],
  [['↑', '↓'], 'keys.move'],
  [['Home', 'End'], 'keys.ends'],
  [['Enter'], 'keys.open'],
  [['Esc'], 'keys.close'],
  [['n'], 'keys.add'],
  [['s'], 'keys.statistics'],
  [['h'], 'keys.history'],
  [['o'], 'keys.go.start'],
  [['u'], 'keys.go.users'],
  [['c'], 'keys.go.calls'],
  [['t'], 'keys.go.statistics'],
  [['?'], 'keys.help'],
];

/** The list of keys, and those keys that work on every page. */
export function KeysHelp() {
  const opened = useSyncExternalStore(shown.subscribe, shown.get);
  const [, go] = useLocation();
  const mayLook = useMay('SUPERVISOR');
  useKeys({ '?': showKeys, o: () => go('/'), u: () => go('/users'), c: () => go('/calls'), t: () => mayLook && go('/statistics') });
  return (
    <Modal opened={opened} onClose={() => shown.set(false)} title={t('keys.title')} centered size="sm" closeButtonProps={{ 'aria-label': t('close') }}>
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
