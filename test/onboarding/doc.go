// Package onboarding tests the way of a new colleague through the whole switchboard: from what the administrator does
// to the first call. The part that happens in a browser needs Chromium, and is skipped where it is missing.
package onboarding
