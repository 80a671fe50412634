// Package dashboard tests the pages in a real browser against a whole switchboard with telephones that register and
// call. It needs Chromium and the built pages, and is skipped where one of them is missing.
package dashboard
