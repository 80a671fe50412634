import { loadLang } from '.';

// Tests have the messages of both languages from the start.
await Promise.all([loadLang('de'), loadLang('en')]);
