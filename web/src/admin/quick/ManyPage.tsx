import { Button, Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { useRef, useState, type DragEvent } from 'react';
import { t, tn } from '../../i18n';
import { Crumbs } from '../../ui/Crumbs';
import { saveText } from '../../ui/saveText';
import { Notice } from '../../ui/Notice';
import { IconDownload, IconFileText, IconUpload, IconUsers } from '../../ui/icons';
import { linkLives } from './fields';
import { changeFile, useFile } from './file';
import { FaultyRows } from './FaultyRows';
import { ManyDone } from './ManyDone';
import { PlanTable } from './PlanTable';
import { useManyRun } from './useManyRun';
import '../users/fields.css';
import './quick.css';
import './many.css';

const columns = 'username,number,firstName,surname,nickname,mobile,teamsLogin,sipPassword,ctiPassword,mac,model';

/** Many colleagues from a CSV file: the plan first, then all of them or none. */
export function ManyPage() {
  const file = useFile();
  const run = useManyRun(file);
  if (run.made) return <ManyDone made={run.made} repeated={run.repeated} />;
  return (
    <>
      <Crumbs to="/quick-start" label={t('quick.title')} />
      <div className="page-head">
        <div>
          <h1>{t('many.title')}</h1>
          <p className="page-lead dim">{t('many.lead')}</p>
        </div>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={saveTemplate}>
          {t('many.template')}
        </Button>
      </div>
      {run.problem && (
        <div className="many-notice">
          <Notice tone="red">{run.problem}</Notice>
        </div>
      )}
      <section className="card many-file" aria-label={t('many.file')}>
        <Drop onText={(csv) => changeFile({ csv })} />
        <Textarea
          label={t('many.text')}
          description={t('many.text.help', { columns })}
          value={file.csv}
          onChange={(event) => changeFile({ csv: event.currentTarget.value })}
          rows={8}
          spellCheck={false}
          classNames={{ input: 'mono many-text' }}
        />
        <div className="many-options">
          <Checkbox label={t('many.links')} checked={file.links} onChange={(event) => changeFile({ links: event.currentTarget.checked })} />
          {file.links && (
            <NativeSelect
              aria-label={t('quick.linkFor')}
              value={file.linkFor}
              onChange={(event) => changeFile({ linkFor: event.currentTarget.value })}
              data={linkLives.map(([value, label]) => ({ value, label: t('many.linkFor', { span: t(label) }) }))}
            />
          )}
          <Checkbox label={t('many.callthrough')} checked={file.callthrough} onChange={(event) => changeFile({ callthrough: event.currentTarget.checked })} />
          <Checkbox label={t('many.window')} checked={file.window} onChange={(event) => changeFile({ window: event.currentTarget.checked })} />
          <Button className="many-check" onClick={run.check} loading={run.checking} disabled={file.csv.trim() === ''} variant={run.plans.length > 0 ? 'default' : 'filled'}>
            {t('many.check')}
          </Button>
        </div>
      </section>
      {run.faults.length > 0 && <FaultyRows csv={file.csv} faults={run.faults} />}
      {run.plans.length > 0 && (
        <section className="card many-plan" aria-labelledby="plan">
          <header className="section-head">
            <div>
              <h2 id="plan">{tn('many.plan', run.plans.length)}</h2>
              <p className="dim">{t('many.plan.text')}</p>
            </div>
            <Button onClick={run.create} loading={run.busy} leftSection={<IconUsers size={16} aria-hidden />}>
              {tn('many.create', run.plans.length)}
            </Button>
          </header>
          <PlanTable plans={run.plans} />
        </section>
      )}
    </>
  );
}

const largest = 1_000_000;

/** A place to drop a file on, which is also a button. */
function Drop({ onText }: { onText: (text: string) => void }) {
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined): Promise<void> => {
    setOver(false);
    if (!file) return;
    if (file.size > largest) return setRefused(t('many.tooLarge', { name: file.name }));
    setRefused('');
    onText((await file.text()).replace(/^\ufeff/, ''));
  };
  const drag = (event: DragEvent, entered: boolean): void => {
    event.preventDefault();
    setOver(entered);
  };
  return (
    <div
      className="drop"
      data-over={over}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
    >
      <IconFileText size={26} stroke={1.5} aria-hidden />
      <span>{t('many.drop')}</span>
      <Button variant="default" size="xs" leftSection={<IconUpload size={15} aria-hidden />} onClick={() => input.current?.click()}>
        {t('many.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv,text/plain"
        hidden
        aria-label={t('many.file')}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {refused && <span role="alert">{refused}</span>}
    </div>
  );
}

function saveTemplate(): void {
  saveText('graphpbx.csv', `${columns}\r\namuster,,Anna,Muster,,+491701234567,,,00:04:13:a1:1f:a7,D785\r\nbbeispiel,,Bernd,Beispiel,,,,,,\r\n`);
}
