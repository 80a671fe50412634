/** One record of a CSV file with the line it begins in, as the switchboard counts them. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Reads a CSV file for display (RFC 4180, comma or semicolon). What is right in it, the switchboard decides. */
export function readCsv(text: string): CsvRecord[] {
  const separator = separatorOf(text);
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let [cell, quoted, line, begins] = ['', false, 1, 1];
  const endCell = (): void => {
    cells.push(cell);
    cell = '';
  };
  const endRecord = (): void => {
    endCell();
    if (cells.some(Boolean)) records.push({ line: begins, cells });
    cells = [];
  };
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === '\n') line++;
    if (quoted && letter === '"' && text[i + 1] === '"') cell += text[i++];
    else if (letter === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (quoted) cell += letter;
    else if (letter === separator) endCell();
    else if (letter === '\n') {
      endRecord();
      begins = line;
    } else if (letter !== '\r') cell += letter;
  }
  endRecord();
  return records;
}

/** The separator is whichever the first line has more of. */
function separatorOf(text: string): string {
  const first = text.split('\n', 1)[0] ?? '';
  const count = (letter: string): number => first.split(letter).length;
  return count(';') > count(',') ? ';' : ',';
}

/** Writes a CSV file as spreadsheets read it. A cell that a spreadsheet would take for a formula is kept from being one. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const quote = (cell: string): string => {
    const plain = /^[=+\-@\t\r]/.test(cell) && !/^\+\d+$/.test(cell) ? `'${cell}` : cell;
    return /[",;\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return rows.map((row) => row.map(quote).join(',')).join('\r\n') + '\r\n';
}
