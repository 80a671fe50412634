import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { IssuedLinkFragment, Language } from '../../gql/generated';
import { getLang, t } from '../../i18n';
import { copy, CopyField } from '../../ui/CopyField';
import { formatInstant } from '../../ui/format';
import { IconCheck, IconCopy, IconMail } from '../../ui/icons';
import './links.css';

/** A new activation link: to be scanned, sent or written, with its password apart, which must go another way. */
export function IssuedLink({ issued }: { issued: IssuedLinkFragment }) {
  return (
    <div className="issued">
      <figure className="issued-code">
        <img src={`data:image/svg+xml;utf8,${encodeURIComponent(issued.qrCode)}`} alt={t('links.code')} width={172} height={172} />
        <figcaption className="dim">{t('links.code.text')}</figcaption>
      </figure>
      <div className="issued-ways">
        <section>
          <h3>
            <span className="step-mark num" aria-hidden>
              1
            </span>
            {t('links.way.link')}
          </h3>
          <div className="card">
            <CopyField label={t('links.url')} value={issued.url} />
          </div>
          <Letters issued={issued} />
          <p className="dim issued-note">{t('links.until', { when: formatInstant(issued.link.expiresAt) })}</p>
        </section>
        <section>
          <h3>
            <span className="step-mark num" aria-hidden>
              2
            </span>
            {t('links.way.password')}
          </h3>
          <div className="card">
            <CopyField label={t('links.password')} value={issued.password} />
          </div>
          <p className="dim issued-note">{t('links.way.password.text')}</p>
        </section>
      </div>
    </div>
  );
}

/** What to write, in the language of the colleague. */
function Letters({ issued: { letters } }: { issued: IssuedLinkFragment }) {
  const [language, setLanguage] = useState<Language>(getLang() === 'de' ? 'DE' : 'EN');
  const letter = letters.find((one) => one.language === language) ?? letters[0];
  if (!letter) return null;
  return (
    <div className="letters">
      <SegmentedControl
        size="xs"
        value={letter.language}
        onChange={(chosen) => setLanguage(chosen as Language)}
        data={letters.map((one) => ({ value: one.language, label: t(`links.letter.${one.language}`) }))}
        aria-label={t('links.letter.language')}
      />
      <CopyText label={t('links.letter.copy')} text={`${letter.subject}\n\n${letter.body}`} />
      <Button
        variant="default"
        size="xs"
        component="a"
        href={`mailto:?subject=${encodeURIComponent(letter.subject)}&body=${encodeURIComponent(letter.body)}`}
        leftSection={<IconMail size={15} aria-hidden />}
      >
        {t('links.letter.mail')}
      </Button>
    </div>
  );
}

function CopyText({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <Button variant="default" size="xs" leftSection={<Icon size={15} aria-hidden />} onClick={async () => setCopied(await copy(text))}>
      {copied ? t('copied') : label}
    </Button>
  );
}
