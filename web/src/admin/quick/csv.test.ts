import { describe, expect, it } from 'vitest';
import { readCsv, writeCsv } from './csv';

describe('readCsv', () => {
  it('takes the separator from the first line and counts lines as they stand in the file', () => {
    const text = 'username;firstName\r\nanna;Anna\r\n\r\n"bert";"Bert ""B"" ;\nSohn"\r\ncleo;Cleo';
    expect(readCsv(text)).toEqual([
      { line: 1, cells: ['username', 'firstName'] },
      { line: 2, cells: ['anna', 'Anna'] },
      { line: 4, cells: ['bert', 'Bert "B" ;\nSohn'] },
      { line: 6, cells: ['cleo', 'Cleo'] },
    ]);
  });

  it('makes nothing of nothing', () => {
    expect(readCsv('')).toEqual([]);
    expect(readCsv('\n \n'.trim())).toEqual([]);
  });
});

describe('writeCsv', () => {
  it('is read back as it was, and holds no formula', () => {
    expect(writeCsv([['a,b', 'c"d', '+4917012'], ['=1+1', '-x', '']])).toBe('"a,b","c""d",+4917012\r\n\'=1+1,\'-x,\r\n');
  });
});
