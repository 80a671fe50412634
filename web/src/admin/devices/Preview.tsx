import { SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { failureText } from '../../api/faults';
import { DevicePreviewOfDocument, type DeskPhoneFragment, type DevicePreviewOfQuery } from '../../gql/generated';
import { t } from '../../i18n';
import { Section } from '../../ui/Section';

type File = DevicePreviewOfQuery['devicePreview'];

/** The file that the telephone would be given now, and how it differs from the one it has. */
export function Preview({ device }: { device: DeskPhoneFragment }) {
  const [{ data, error }, again] = useQuery({ query: DevicePreviewOfDocument, variables: { id: device.id }, requestPolicy: 'network-only' });
  useEffect(() => again({ requestPolicy: 'network-only' }), [device.version, device.configHash]);
  const [view, setView] = useState<'difference' | 'whole'>('difference');
  const file = error ? undefined : data?.devicePreview;
  return (
    <Section
      title={file ? t('devices.file', { file: file.file }) : t('devices.preview')}
      lead={file ? t(file.changed ? 'devices.file.changed' : 'devices.file.same') : undefined}
      action={
        file && (
          <SegmentedControl
            size="xs"
            value={view}
            onChange={(chosen) => setView(chosen as typeof view)}
            aria-label={t('devices.file.view')}
            data={[
              { value: 'difference', label: t('devices.file.difference') },
              { value: 'whole', label: t('devices.file.whole') },
            ]}
          />
        )
      }
    >
      {error && <p className="list-none dim">{failureText(error)}</p>}
      {file && (view === 'whole' ? <Whole file={file} /> : <Difference file={file} />)}
    </Section>
  );
}

function Whole({ file }: { file: File }) {
  return (
    <pre className="file mono" tabIndex={0} aria-label={file.file}>
      {file.content}
    </pre>
  );
}

const signs = { KEPT: ' ', ADDED: '+', REMOVED: '−' } as const;

function Difference({ file }: { file: File }) {
  const lines = near(file.difference);
  if (lines.every((line) => line.kind === 'KEPT')) return <p className="list-none dim">{t('devices.file.nothing')}</p>;
  return (
    <pre className="file mono" tabIndex={0} aria-label={file.file}>
      {lines.map((line, index) => (
        <span key={index} className="file-line" data-kind={line.kind}>
          <span className="only-read">{line.kind === 'KEPT' ? '' : t(`devices.file.${line.kind}`)}</span>
          <span aria-hidden>{signs[line.kind]} </span>
          {line.text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

const around = 3;

/** What changed with a few lines around it: the rest of a file of a thousand lines is no news. */
function near(lines: File['difference']): File['difference'] {
  const changed = lines.flatMap((line, index) => (line.kind === 'KEPT' ? [] : [index]));
  return lines.filter((_, index) => changed.some((at) => Math.abs(at - index) <= around));
}
