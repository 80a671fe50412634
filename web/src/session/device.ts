/** What this browser calls itself in the list of sessions, such as "Firefox on Linux". */
export function deviceName(agent: string = navigator.userAgent): string {
  return `${browser(agent)} on ${system(agent)}`;
}

function browser(agent: string): string {
  // Every browser names its ancestors: the order decides.
  const known: [RegExp, string][] = [
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ];
  return known.find(([pattern]) => pattern.test(agent))?.[1] ?? 'Browser';
}

function system(agent: string): string {
  const known: [RegExp, string][] = [
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/CrOS/, 'ChromeOS'],
    [/Linux/, 'Linux'],
  ];
  return known.find(([pattern]) => pattern.test(agent))?.[1] ?? 'unknown system';
}
