package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// sweep removes at start what time has overtaken while nobody looked: bindings, sessions and API tokens that expired, keys of the
// wizard that nobody repeats any more, and rows of users that were deleted while a write was still on its way.
func (s *Store) sweep(ctx context.Context) error {
	return s.change(ctx, "sweep", func(a attempt, tx *gorm.DB) error {
		const stale = "expires_at <= ? OR user_id NOT IN (SELECT id FROM users)"
		now := time.Now()
		if _, err := gorm.G[bindingRow](tx).Where(stale, toInstant(now.Add(-expiredFor))).Delete(a); err != nil {
			return err
		}
		a.answered()
		_, errTokens := gorm.G[apiTokenRow](tx).Where(stale, toInstant(now)).Delete(a)
		_, errSessions := gorm.G[sessionRow](tx).Where(stale, toInstant(now)).Delete(a)
		if err := errors.Join(errTokens, errSessions); err != nil {
			return err
		}
		a.answered()
		if _, err := gorm.G[quickStartRow](tx).Where("created_at <= ?", toInstant(now.Add(-quickStartMemory))).Delete(a); err != nil {
			return err
		}
		a.answered()
		const nobodys = "user_id NOT IN (SELECT id FROM users)"
		if _, err := gorm.G[presenceRow](tx).Where(nobodys).Delete(a); err != nil {
			return err
		}
		a.answered()
		if _, err := gorm.G[presenceChangeRow](tx).Where(nobodys).Delete(a); err != nil {
			return err
		}
		a.answered()
		_, err := gorm.G[terminalEventRow](tx).Where("user_id <> '' AND " + nobodys).Delete(a)
		return err
	})
}
