import { Kbd, Modal } from '@mantine/core';
import { t, type Key } from '../i18n';

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

/** The list of keys. */
export default function KeysDialogue({ onClose }: { onClose: () => void }) {
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
