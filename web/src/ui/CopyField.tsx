import { useState } from 'react';
import { t } from '../i18n';
import { sayFailed } from './toast';
import { IconCheck, IconCopy } from './icons';

/** A value to be taken elsewhere, with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <div className="copy-field">
      <span className="copy-label">{label}</span>
      <span className="copy-value mono">{value}</span>
      <CopyButton value={value} label={`${t('copy')}: ${label}`} />
    </div>
  );
}

export function CopyButton({ value, label }: { value: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const onClick = async (): Promise<void> => {
    if (!(await copy(value))) return sayFailed(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" className="icon-button" onClick={onClick} aria-label={copied ? t('copied') : label} title={copied ? t('copied') : label}>
      {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
    </button>
  );
}

/** Copies text. Browsers offer the clipboard only over HTTPS and on this machine itself; over plain HTTP in a local
 * network the older way through a selection is left. */
export async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the browser's settings: the older way may still work.
    }
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  // Inside an open dialogue, for its focus trap would take the focus back from anywhere else.
  (document.activeElement?.closest('[role=dialog]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
