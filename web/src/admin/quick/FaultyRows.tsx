import { faultText } from '../../api/faults';
import type { FaultFragment } from '../../gql/generated';
import { has, t, tn, type Key } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { readCsv } from './csv';

/** The rows in which something is to be mended, with what stands there and why it cannot be. */
export function FaultyRows({ csv, faults }: { csv: string; faults: readonly FaultFragment[] }) {
  const records = new Map(readCsv(csv).map((record) => [record.line, record.cells]));
  const lines = [...new Set(faults.map((fault) => Number(fault.path[2])))].sort((a, b) => a - b);
  return (
    <section className="card many-plan">
      <Notice tone="amber" title={tn('many.faulty', lines.length)}>
        {t('many.faulty.text')}
      </Notice>
      <table className="calls many-table many-faults">
        <thead>
          <tr>
            <th scope="col">{t('many.line')}</th>
            <th scope="col">{t('many.row')}</th>
            <th scope="col">{t('many.fault')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line} data-line={line}>
              <td className="num">{line}</td>
              <td className="mono breakable">{(records.get(line) ?? []).filter(Boolean).join(' · ')}</td>
              <td>
                {faults
                  .filter((fault) => Number(fault.path[2]) === line)
                  .map((fault) => (
                    <div key={`${fault.path.join()} ${fault.message}`}>
                      <strong>{column(fault)}</strong> {faultText(fault)}
                    </div>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function column({ path }: FaultFragment): string {
  const key = `many.column.${path[3] ?? ''}`;
  return has(key) ? `${t(key as Key)}:` : '';
}
